"""``python -m dialogs.texts``: compile the catalogues."""

from dialogs.texts import compile_catalogues

if __name__ == "__main__":
    compile_catalogues()
