"""From candidate to agreement: due diligence, pilots, rules, the table of an annex, templates."""
