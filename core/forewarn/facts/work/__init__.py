"""How the work goes: signs of it, its flow and pace, what it has to achieve, in whose hands it is."""
