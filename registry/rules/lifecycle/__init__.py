"""The life of a title after it is recognised: terms and states, reports and changes due, tax years, coming back."""
