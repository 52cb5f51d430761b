// Draws a bar chart from the very table below it, so that chart and table cannot differ.
//
// table[data-chart="bars"]   th[data-series] names the columns to draw; td[data-value] holds the plain figure
// The table stays where it is: it is the chart's text. Patterns tell the bars apart without colour.

const SHADES = ["#1f4e8c", "#9db8d9", "#8a5200"];

function read(table) {
  const heads = [...table.querySelectorAll("thead th[data-series]")];
  const rows = [...table.querySelectorAll("tbody tr:not(.total)")].filter((row) => row.querySelector("[data-value]"));
  return {
    names: rows.map((row) => row.querySelector("th, td").textContent.trim()),
    series: heads.map((head) => ({
      name: head.dataset.series,
      values: rows.map((row) => {
        const cell = row.querySelector(`[data-of="${head.dataset.series}"]`);
        return cell ? Number(cell.dataset.value) : null;
      }),
    })),
  };
}

function draw(table) {
  const { names, series } = read(table);
  const place = document.createElement("div");
  place.className = "chart";
  table.closest(".figures-wrap").before(place);
  const ink = getComputedStyle(document.body).color;
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption({
    aria: { enabled: true, decal: { show: true } },
    animation: false,
    color: SHADES,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    legend: { top: 0, textStyle: { color: ink } },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    grid: { left: 8, right: 16, top: 32, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: names, axisLabel: { color: ink, interval: 0 } },
    yAxis: { type: "value", axisLabel: { color: ink } },
    series: series.map(({ name, values }) => ({ name, type: "bar", data: values, barMaxWidth: 28 })),
  });
  addEventListener("resize", () => chart.resize());
}

for (const table of document.querySelectorAll("table[data-chart='bars']")) draw(table);
