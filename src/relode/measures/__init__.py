"""The measures of the field, one a module: arrays in, arrays out."""
