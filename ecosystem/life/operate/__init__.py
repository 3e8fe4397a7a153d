"""While a partnership runs: who meets when, what is on the table, who does what, and what conflicts teach."""
