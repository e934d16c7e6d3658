"""Readers of pay: amounts, periods, pay grades and agreements."""
