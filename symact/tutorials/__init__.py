"""What tutorials say about sigmoid, tanh, ReLU and softmax, adjudicated: a verdict on each statement, with evidence."""
