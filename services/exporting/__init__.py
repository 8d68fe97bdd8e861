"""Export: any list as it is shown, and the whole register in the shape of the survey workbook."""
