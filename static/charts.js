// Draws a bar chart from the very table below it, so that chart and table cannot differ.
//
// table[data-chart="bars"]   th[data-series] names the columns to draw; td[data-value] holds the plain figure
// The table stays where it is: it is the chart's text. Patterns tell the bars apart without colour. What is not filled
// has no bar. The colours are app.css's, for light and for dark.

function read(table) {
  const heads = [...table.querySelectorAll("thead th[data-series]")];
  const rows = [...table.querySelectorAll("tbody tr:not(.total)")].filter((row) => row.querySelector("[data-value]"));
  return {
    names: rows.map((row) => row.querySelector("th, td").textContent.trim()),
    series: heads.map((head) => ({
      name: head.dataset.series,
      values: rows.map((row) => {
        const cell = row.querySelector(`[data-of="${head.dataset.series}"]`);
        return cell?.dataset.value ? Number(cell.dataset.value) : null;
      }),
    })),
  };
}

function options(table) {
  const { names, series } = read(table);
  const style = getComputedStyle(document.body);
  const ink = style.color;
  const line = style.getPropertyValue("--line");
  return {
    aria: {
      enabled: true,
      decal: { show: true },
      label: { description: [...(table.caption?.childNodes ?? [])].map((part) => part.textContent.trim()).join(" ") },
    },
    animation: false,
    color: [1, 2, 3].map((number) => style.getPropertyValue(`--chart-${number}`).trim()),
    textStyle: { fontFamily: style.fontFamily, color: ink },
    legend: { top: 0, textStyle: { color: ink } },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    grid: { left: 8, right: 16, top: 32, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: names, axisLabel: { color: ink, interval: 0 } },
    yAxis: { type: "value", axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } },
    series: series.map(({ name, values }) => ({ name, type: "bar", data: values, barMaxWidth: 28 })),
  };
}

function draw(table) {
  const place = document.createElement("div");
  place.className = "chart";
  table.closest(".figures-wrap").before(place);
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption(options(table));
  addEventListener("resize", () => chart.resize());
  new MutationObserver(() => chart.setOption(options(table))).observe(document.documentElement, {
    attributeFilter: ["data-bs-theme"],
  });
}

for (const table of document.querySelectorAll("table[data-chart='bars']")) draw(table);
