"""The unified social credit code (统一社会信用代码) and its check character, by GB 32100-2015. Pure."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_character(first_17: str) -> str:
    """The 18th character for the first seventeen. Raises ValueError for a letter the standard leaves out."""
    values = [ALPHABET.index(character) for character in first_17]
    weighted = sum(value * pow(3, place, 31) for place, value in enumerate(values))
    return ALPHABET[(31 - weighted % 31) % 31]


def is_valid(code: str) -> bool:
    """Whether the code has eighteen characters of the standard and the right check character."""
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return False
    return check_character(code[:-1]) == code[-1]
