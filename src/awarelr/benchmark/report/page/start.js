// Putting it together: buttons at once, lists and charts when the page has been shown.

const loaded = facts();
const drawn = new Map(); // a chart's place, and how to draw it again

document.addEventListener("click", async event => {
  const button = event.target.closest("button[data-cell]");
  if (button) showCell(await loaded, ...button.dataset.cell.split(",").map(Number));
});
const follow = () => { document.documentElement.dataset.weights = weights(); }; // the tables in other sections follow
for (const radio of document.querySelectorAll("input[name=weights]")) radio.addEventListener("change", follow);
follow();
const dialog = document.getElementById("dialog");
document.getElementById("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });

const chosenOf = () => new Set([...document.querySelectorAll("#names input:checked")].map(each => each.value));
const pause = () => new Promise(go => (window.requestIdleCallback ?? setTimeout)(go, { timeout: 200 }));

async function redraw() {
  const library = await plotly(), chosen = chosenOf();
  for (const [place, make] of drawn) {
    await pause();
    await library.react(place, ...make(chosen), CONFIG);
  }
}

function names(data) {
  const field = document.getElementById("names"), best = data.profiles.lines.find(line => !data.house[data.baselines.indexOf(line[1])]);
  const first = new Set(["aware", "constant", "cosine", best?.[1]]);
  for (const baseline of data.baselines) {
    const label = element("label"), box = element("input", undefined, { type: "checkbox", value: baseline, checked: first.has(baseline) });
    label.append(box, element("span", undefined, { className: "swatch" }), baseline);
    field.append(label);
  }
  swatches(data);
  field.addEventListener("change", () => { swatches(data); redraw(); });
}

function swatches(data) {
  const chosen = chosenOf();
  for (const label of document.querySelectorAll("#names label")) {
    const style = styleOf(data, label.querySelector("input").value, chosen), pattern = { solid: "", dash: "6 3", dot: "2 3", dashdot: "6 3 2 3" };
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
    for (const [name, value] of Object.entries({ width: 24, height: 8, "aria-hidden": "true" })) svg.setAttribute(name, value);
    path.setAttribute("d", "M0 4H24");
    path.style.stroke = style.color;
    path.style.strokeDasharray = pattern[style.dash];
    svg.append(path);
    label.querySelector(".swatch").replaceChildren(svg);
  }
}

async function charts(data) {
  const library = await plotly(), profile = document.getElementById("profile");
  const protocol = () => document.querySelector("input[name=profile]:checked")?.value;
  for (const task of new Set(data.sensitivities.map(row => row[0]))) {
    const figure = element("figure"), place = element("div", undefined, { className: "chart", role: "img", ariaLabel: `Final measure on ${task} over the given LR, of every contestant` });
    figure.append(element("figcaption", task), place);
    document.getElementById("sensitivities").append(figure);
    drawn.set(place, chosen => sensitivityChart(data, task, chosen));
    await pause();
    await library.newPlot(place, ...sensitivityChart(data, task, chosenOf()), CONFIG);
    place.on("plotly_click", event => { const [baseline, multiplier] = event.points[0].customdata; showPoint(data, task, baseline, multiplier); });
  }
  profile.setAttribute("role", "img");
  profile.setAttribute("aria-label", "Share of the contests within a factor of the best tuned run, of every contestant");
  drawn.set(profile, chosen => profileChart(data, protocol(), chosen));
  await library.newPlot(profile, ...profileChart(data, protocol(), chosenOf()), CONFIG);
  for (const radio of document.querySelectorAll("input[name=weights]")) radio.addEventListener("change", redraw);
  for (const radio of document.querySelectorAll("input[name=profile]")) radio.addEventListener("change", async () => library.react(profile, ...profileChart(data, protocol(), chosenOf()), CONFIG));
}

(async () => {
  const data = await loaded;
  await pause();
  names(data);
  listRuns(data);
  await charts(data);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { swatches(data); redraw(); });
  document.documentElement.dataset.ready = "all";
})();
