"""``python -m awarelr`` is the command ``awarelr``."""

from awarelr.cli import main

if __name__ == "__main__":
    main()
