"""How long what is known of a person is kept: review, holds and disposal.

The work of the records manager and of whoever approves a disposal. It stands above every work room, because the clock of a
person is fed by all that any room holds of them; rooms are found from the keys between tables, so that a new one is covered
by itself. The room refuses to know what a record means: it reads when it happened, and erases what identifies.
"""
