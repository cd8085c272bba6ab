"""Our own reading of a city's stage: growing, mature, declining, regenerating."""
