"""`python -m pipeline` is `resilience`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
