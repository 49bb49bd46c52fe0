// Runs in words: the dialog that a cell or a point opens, and the list of every run.

function element(kind, text, more = {}) {
  const made = Object.assign(document.createElement(kind), more);
  if (text !== undefined) made.textContent = text;
  return made;
}

function table(head, rows) {
  const made = element("table"), line = made.createTHead().insertRow(), body = made.createTBody();
  for (const name of head) line.append(element("th", name, { scope: "col" }));
  for (const cells of rows) {
    const row = body.insertRow();
    cells.forEach((cell, column) => {
      const place = column ? row.insertCell() : row.appendChild(element("th", undefined, { scope: "row" }));
      place.append(cell ?? "");
    });
  }
  return made;
}

const times = multiplier => `x${multiplier}`;
const ratio = value => value >= 100 ? "100" : value < 10 ? value.toFixed(2) : value.toFixed(1);
const kindOf = run => [run.length !== 1 || run.told !== 1 ? `${run.length} x the budget, told ${run.told} x` : "", run.damage && `damage: ${run.damage}`].filter(Boolean).join("; ") || "plain";
const nameOf = run => `${run.baseline} ${times(run.multiplier)} seed ${run.seed}`;

function runRow(data, run) {
  const where = data.environments[run.environment], memory = run.memory === null ? "" : `${Math.round(run.memory / 2 ** 20)} MiB`;
  const versions = element("details");
  versions.append(element("summary", where.machine.processor), element("span", `${where.machine.cores} cores, ${where.machine.system}. `
    + Object.entries(where.versions).map(each => each.join(" ")).join(", ")));
  const said = [run.state, run.fault, ...run.notices].filter(Boolean).join(": ");
  return [nameOf(run), short(run.last), short(run.averaged), said, short(run.lr), run.steps, `${run.seconds.toFixed(1)} s`, memory, run.finished, run.key, versions];
}

const RUN_HEAD = ["run", "last", "averaged", "what happened", "given LR", "steps", "time", "memory", "finished", "key", "machine and versions"];

async function show(data, title, runs, contests = []) {
  const dialog = document.getElementById("dialog"), heading = document.getElementById("dialog-title");
  heading.textContent = title;
  document.getElementById("dialog-contests").replaceChildren(...contests);
  document.getElementById("dialog-runs").replaceChildren(table(RUN_HEAD, runs.map(run => runRow(data, run))));
  if (!dialog.open) dialog.showModal();
  heading.focus();
  dialog.scrollTop = 0;
  await drawCurves(runs);
}

async function drawCurves(runs) {
  const place = document.getElementById("dialog-curves");
  const drawn = runs.filter(run => run.points || run.measurements);
  if (!drawn.length) return place.replaceChildren(element("p", "No curves: there is no result.", { className: "notice" }));
  const label = `Loss, measure and LR over steps: ${drawn.map(nameOf).join(", ")}`;
  const chart = element("div", undefined, { className: "chart curves", role: "img", ariaLabel: label });
  const key = element("p", "Thin: training loss. Circles: the measure with the weights in place; diamonds, dotted: with averaged weights. Below: the LR. One colour a run.", { className: "soft" });
  place.replaceChildren(element("p", "Drawing …", { className: "soft" }));
  const [traces, more] = await curvesChart(drawn), drawing = await plotly();
  place.replaceChildren(chart, key);
  await drawing.newPlot(chart, traces, more, CONFIG);
}

function showCell(data, protocol, task, baseline) {
  const found = data.contests.filter(each => each[0] === protocol && each[1] === task && each[2] === baseline);
  const judged = row => row[weights() === "last" ? 5 : 6];
  const runsOf = row => judged(row)[5].map(number => data.runs[number]);
  const rows = found.map(row => {
    const [value, low, high, multiplier, disaster, numbers] = judged(row);
    const button = element("button", row[3], { type: "button" });
    button.addEventListener("click", () => show(data, `${title}, ${row[3]}`, runsOf(row), [list]));
    return [button, ratio(value), low < high ? `${ratio(low)} to ${ratio(high)}` : "one seed", disaster ? "yes" : "", times(multiplier), short(row[4]), numbers.length];
  });
  const title = `${data.baselines[baseline]} on ${data.tasks[task]}`;
  const list = element("div", undefined, { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "Contests" });
  list.append(table(["condition", `ratio, ${weights()} weights`, "95 %", "disaster", "LR", "compared with", "seeds"], rows));
  show(data, found.length > 1 ? `${title}, ${found[0][3]}` : title, runsOf(found[0]), [list]);
}

function showPoint(data, task, baseline, multiplier) {
  const runs = data.runs.filter(run => run.task === task && run.baseline === baseline && run.multiplier === multiplier && run.length === 1 && run.told === 1 && !run.damage);
  show(data, `${baseline} on ${task}, ${times(multiplier)}`, runs);
}

const PAGE = 50;

function listRuns(data) {
  const form = document.getElementById("filters"), place = document.getElementById("runs");
  const count = document.getElementById("count"), more = document.getElementById("more");
  const columns = { task: run => run.task, contestant: run => run.baseline, LR: run => times(run.multiplier), seed: run => `${run.seed}`, conditions: kindOf, result: run => run.state || "has one" };
  for (const [name, read] of Object.entries(columns)) {
    const label = element("label", `${name} `), select = element("select", undefined, { name });
    select.append(element("option", "all", { value: "" }), ...[...new Set(data.runs.map(read))].map(value => element("option", value, { value })));
    label.append(select);
    form.append(label);
  }
  let shown = PAGE;
  const list = () => {
    const asked = Object.entries(columns).map(([name, read]) => [form.elements[name].value, read]).filter(([value]) => value);
    const found = data.runs.filter(run => asked.every(([value, read]) => read(run) === value));
    count.textContent = `${found.length} runs; ${Math.min(shown, found.length)} are listed. Choose one for its curves.`;
    const made = table(["task", "run", "conditions", "last", "averaged", "what happened", "steps", "time"], found.slice(0, shown).map(run => {
      const button = element("button", nameOf(run), { type: "button" });
      button.addEventListener("click", () => show(data, `${nameOf(run)} on ${run.task}, ${kindOf(run)}`, [run]));
      return [run.task, button, kindOf(run), short(run.last), short(run.averaged), [run.state, run.fault].filter(Boolean).join(": "), run.steps, `${run.seconds.toFixed(1)} s`];
    }));
    place.replaceChildren(...made.children);
    more.hidden = shown >= found.length;
  };
  form.addEventListener("change", () => { shown = PAGE; list(); });
  form.addEventListener("submit", event => event.preventDefault());
  more.addEventListener("click", () => { shown += PAGE; list(); });
  list();
}
