"""Charts: blocks in a report, drawn from its data as SVG that is ready for the page.

text ─parse_chart→ Chart ─chart_data→ ChartData ─draw→ Drawing
"""
