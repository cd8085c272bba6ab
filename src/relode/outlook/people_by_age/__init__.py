"""People by age: who is born, grows older, dies and moves, in five-year groups by sex, place by place."""
