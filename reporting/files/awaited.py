"""How files say that there is no quota yet and that a batch of the year may still give it."""

AWAITED = "待下达"
