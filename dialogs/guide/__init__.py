"""The guide: answers to questions, and who does what. ``book`` reads what ``entries`` and ``authorities`` hold.

An entry is named after the question intent that it answers. All three languages stand side by side in one file.
"""
