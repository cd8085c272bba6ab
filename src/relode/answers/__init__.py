"""What commands answer: records put into words for a terminal or a pipe, without colours, nothing cut off."""
