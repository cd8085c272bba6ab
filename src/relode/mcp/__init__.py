"""What an assistant may ask over the Model Context Protocol: the answers of the commands, by their own records.

`tools` names what there is, `arguments` reads what was asked, `*_tools` answer, `answer` puts figures, words, sources
and what is not known into at most 4,000 words, `server` speaks the protocol with the library `mcp`. Nothing is computed
here. What a user wrote into a file or a list stands in marked fields alone (`user_texts`).
"""
