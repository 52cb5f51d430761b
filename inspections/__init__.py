"""Random inspections (随机抽查): plans, draws, visits, findings, orders; and the jurisdiction page."""
