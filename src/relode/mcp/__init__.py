"""What an assistant may call over the Model Context Protocol: the commands, by their own records.

`tools` makes a tool of each command: name, help, parameters. `calls` runs them as child processes, `answer` cuts their
records to what an assistant may read, each number under its key, `server` speaks the protocol with the library `mcp`.
Nothing is computed here. What a user wrote into a file is in marked fields alone (`user_texts`).
"""
