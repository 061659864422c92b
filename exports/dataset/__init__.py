"""What is said of a graph and its files for those who find, judge and reuse data: VoID and DCAT-AP, CSVW, RO-Crate."""
