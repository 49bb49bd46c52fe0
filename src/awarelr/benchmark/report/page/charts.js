// What plotly draws: LR sensitivity, profiles, curves.

const HUES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]; // Okabe and Ito, safe for the colour blind
const DASHES = ["solid", "dash", "dot", "dashdot"];

const plain = text => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;"); // plotly takes some HTML
const short = value => value === null || !Number.isFinite(value) ? "diverged" : String(Number(value.toPrecision(4)));
const weights = () => document.querySelector("input[name=weights]:checked").value;

function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function styleOf(data, baseline, chosen) {
  const number = [...chosen].indexOf(baseline);
  if (number < 0) return { color: colour("grey"), width: 1, dash: "solid", order: 0 };
  if (baseline === "aware") return { color: colour("us"), width: 4, dash: "solid", order: 2 };
  const rank = [...chosen].filter(each => each !== "aware").indexOf(baseline);
  return { color: HUES[(rank + 1) % HUES.length], width: 2, dash: DASHES[Math.floor((rank + 1) / HUES.length) % DASHES.length], order: 1 };
}

function layout(more) {
  const axis = { gridcolor: colour("line"), zeroline: false, linecolor: colour("line"), tickfont: { size: 11 }, exponentformat: "power", automargin: true };
  const { xaxis, yaxis, yaxis2, ...rest } = more;
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { color: colour("ink"), family: getComputedStyle(document.body).fontFamily, size: 12 },
    margin: { l: 44, r: 10, t: 8, b: 34 }, showlegend: false, dragmode: false, hovermode: "closest",
    hoverlabel: { bgcolor: colour("paper"), bordercolor: colour("soft"), font: { color: colour("ink"), size: 12 }, namelength: -1 },
    xaxis: { ...axis, ...xaxis }, yaxis: { ...axis, ...yaxis }, ...(yaxis2 && { yaxis2: { ...axis, ...yaxis2 } }), ...rest,
  };
}

function logTicks(low, high, most) { // at most so many, at 1, 1-3, 1-2-5 ... of each power of ten
  const text = value => value >= 1e-3 && value < 1e4 ? String(Number(value.toPrecision(3))) : value.toExponential().replace(/^1e/, "10^").replace("+", "");
  const pick = (leads, every) => {
    const found = [];
    for (let power = Math.floor(low); power <= high; power++)
      if (power % every === 0) for (const lead of leads) if (low <= power + Math.log10(lead) && power + Math.log10(lead) <= high) found.push(lead * 10 ** power);
    return found;
  };
  const finer = [[1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9], [1, 1.5, 2, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];
  const tries = [...finer.map(leads => pick(leads, 1)), ...[2, 3, 5, 10, 50].map(every => pick([1], every))];
  const found = tries.find(each => each.length <= most) ?? [];
  if (found.length < 2) return { nticks: most };
  return { tickvals: found, ticktext: found.map(text).map(each => each.replace(/10\^(.*)/, "10<sup>$1</sup>")) };
}

function logAxis(values, most, room = 0.06) { // linear where a value is not above zero
  const known = values.filter(Number.isFinite);
  if (!known.length || Math.min(...known) <= 0) return { nticks: most };
  const low = Math.log10(Math.min(...known)), high = Math.log10(Math.max(...known)), pad = Math.max(room * (high - low), 0.01);
  return { type: "log", range: [low - pad, high + pad], ...logTicks(low - pad, high + pad, most) };
}

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: "reset" };

function joined(traces) { // many lines of one colour as one with gaps: a fifth of the time to draw
  if (!traces.length) return [];
  const gather = read => traces.flatMap(trace => [...read(trace), null]);
  const { size, symbol, ...marker } = traces[0].marker;
  return [{ ...traces[0], x: gather(each => each.x), y: gather(each => each.y), customdata: gather(each => each.customdata), hovertext: gather(each => each.hovertext),
    marker: { ...marker, size: gather(each => each.marker.size), symbol: gather(each => each.marker.symbol) } }];
}

function sensitivityChart(data, task, chosen) {
  const given = data.sensitivities.filter(row => row[0] === task), every = given.flatMap(row => row[2]);
  const ends = [Math.min(...every), Math.max(...every)];
  const rows = given.map(row => data.lr_free.includes(row[1]) ? [row[0], row[1], ends, ...row.slice(3).map(each => [each[0], each[0]])] : row);
  const best = data.references[task] ?? null;
  const values = rows.map(row => row[weights() === "last" ? 3 : 4]);
  const known = values.flat().filter(value => value > 0 && (best === null || value <= 100 * best));
  if (best !== null) known.push(best);
  if (!known.length) known.push(1);
  const height = Math.max(...known) * (Math.max(...known) / Math.min(...known)) ** 0.08, top = height > Math.max(...known) ? height : 1.02 * height;
  const lost = value => value === null || (best !== null && value > 100 * best);
  const traces = rows.map((row, number) => {
    const style = styleOf(data, row[1], chosen), found = values[number];
    return {
      order: style.order, x: row[2], y: found.map(value => lost(value) ? top : value), mode: "lines+markers",
      line: { color: style.color, width: style.width, dash: style.dash },
      customdata: row[2].map(x => [row[1], data.lr_free.includes(row[1]) ? 1 : x]),
      marker: { color: style.color, line: { width: 0 }, size: found.map(value => lost(value) ? 9 : style.order ? 6 : 3), symbol: found.map(value => lost(value) ? "x" : "circle") },
      hovertext: found.map((value, at) => `<b>${plain(row[1])}</b><br>${row[2][at]} x default LR: ${short(value)}`), hoverinfo: "text",
    };
  });
  const drawn = [...joined(traces.filter(each => !each.order)), ...traces.filter(each => each.order).sort((one, other) => one.order - other.order)];
  const shapes = best === null ? [] : [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: best, y1: best, line: { color: colour("soft"), width: 1.5, dash: "dot" } }];
  return [drawn, layout({ shapes, xaxis: logAxis(every, 5, 0.04), yaxis: logAxis([...known, top], 5, 0.05) })];
}

function profileChart(data, protocol, chosen) {
  const ours = data.profiles.lines.filter(line => line[0] === protocol);
  const better = new Map(); // of each rival the better weights come first; all of the house's are kept
  const shown = ours.filter(line => data.house[data.baselines.indexOf(line[1])] || !better.has(line[1]) && better.set(line[1], true));
  const traces = shown.map(line => {
    const style = styleOf(data, line[1], chosen);
    return {
      order: style.order, name: plain(`${line[1]} (${line[2]})`), x: data.profiles.ratios, y: line[3], mode: "lines",
      line: { color: style.color, width: line[2] === "last" ? style.width / 2 : style.width, dash: style.dash, shape: "hv" },
      hovertemplate: "<b>%{fullData.name}</b><br>within %{x:.3~g} x in %{y:.0%}<extra></extra>",
    };
  }).sort((one, other) => one.order - other.order);
  const ticks = [0.8, 1, 1.25, 2, 3, 5, 10];
  return [traces, layout({ xaxis: { type: "log", tickvals: ticks, ticktext: ticks.map(String), title: { text: "ratio to the best tuned run", standoff: 6 } }, yaxis: { range: [0, 1.02], tickformat: ".0%" }, margin: { l: 50, r: 12, t: 10, b: 46 } })];
}

async function curvesChart(runs) {
  const traces = [];
  for (const [number, run] of runs.entries()) {
    const found = await curvesOf(run), hue = HUES[number % HUES.length], name = plain(runs.length > 1 ? nameOf(run) : "run");
    const trace = (more, group) => traces.push({ name: `${name}: ${group}`, x: found.steps, mode: "lines", line: { color: hue, width: 1.5 }, showlegend: false, hovertemplate: "%{fullData.name}<br>step %{x}: %{y:.4~g}<extra></extra>", ...more });
    trace({ y: found.loss, opacity: 0.65, line: { color: hue, width: 1.2 } }, "training loss");
    trace({ x: found.at, y: found.last, mode: "lines+markers", marker: { size: 7, line: { width: 0 } }, line: { color: hue, width: 2.5 } }, "measure, last weights");
    trace({ x: found.at, y: found.averaged, mode: "lines+markers", marker: { size: 6, symbol: "diamond-open" }, line: { color: hue, width: 2, dash: "dot" } }, "measure, averaged weights");
    trace({ y: found.lr, yaxis: "y2" }, "LR");
  }
  const title = text => ({ text, font: { size: 12 } });
  const heights = axis => traces.filter(trace => (trace.yaxis ?? "y") === axis).flatMap(trace => trace.y);
  return [traces, layout({
    xaxis: { title: { ...title("step"), standoff: 4 }, anchor: "y2" },
    yaxis: { ...logAxis(heights("y"), 6), domain: [0.42, 1], title: title("loss and measure") },
    yaxis2: { ...logAxis(heights("y2"), 4), domain: [0, 0.34], title: title("LR") }, margin: { l: 66, r: 14, t: 12, b: 52 },
  })];
}
