"""What all exports share: the layers, what their columns mean, how they are coloured."""
