"""Our engine beside Rasa: trained on the same messages, asked the same questions, each in a process of its own."""
