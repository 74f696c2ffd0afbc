//! Quality measures: F1, B-cubed, MUC, CEAF-e, ROUGE
#![forbid(unsafe_code)]
