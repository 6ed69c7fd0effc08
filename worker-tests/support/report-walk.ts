/** A spreadsheet that becomes a report: what the walks through the API and through the console have in common. */

export const MONTHS = ['Jan', 'Feb', 'Mar']
const rows = Array.from({ length: 600 }, (_, n) => `${MONTHS[n % 3]},"Tea, ${n}",${n}`)
export const SALES = `month,product,sold\n${rows.join('\n')}\n`

/** Python that reads the spreadsheet, prints how long it is, and shows its months as a chart and all of it as a table. */
export function analysisOf(path: string): string {
  return `import csv, os, plot
os.makedirs('output/report')
with open('${path}') as file:
    sales = list(csv.DictReader(file))
print(len(sales), 'rows')
totals = {}
for row in sales:
    totals[row['month']] = totals.get(row['month'], 0) + int(row['sold'])
chart = plot.bar(list(totals), list(totals.values()), title='Sold by month', y_label='pieces')
chart.save('output/report/chart.svg')
display(chart)
sales`
}

export const REPORT =
  '<!doctype html><title>Sales report</title><h1>Sales</h1><img src="chart.svg" alt="Sold by month">'

/** Arguments of the calls that come after the analysis. */
export const WRITE_REPORT = { file_path: '/mnt/okcomputer/output/report/index.html', content: REPORT }
export const PACK = {
  command: 'cd output && zip -q -r report.zip report && unzip -l report.zip',
  description: 'Pack the report',
}
export const DEPLOY = { type: 'static', local_dir: '/mnt/okcomputer/output/report' }
