"""Where does Hegang stand, and how sure is each figure?"""

import relode as rl

panel = rl.panel.load()
hegang = rl.diagnosis.profile(panel, rl.places.find("hegang"))

for name in ("population_change", "mining_employment_share", "house_price", "age_60_plus_share"):
    figure = hegang.latest(name)
    label = rl.vocabulary.quantity(name).label("en")
    print(f"{label} ({figure.year}): {rl.language.figure_text(figure, 'en', 'interval')}, {', '.join(figure.sources)}")
