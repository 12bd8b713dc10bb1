"""What a proposal must fulfil to be evaluated: one suite of Great Expectations an idea."""
