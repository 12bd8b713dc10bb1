"""Papers that leave the house: made of the answers of ``scorecards``, in the words of ``app/locale``."""
