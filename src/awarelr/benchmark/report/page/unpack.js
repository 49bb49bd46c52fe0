// Opening what the page carries compressed.

const RUN = ["task", "baseline", "multiplier", "seed", "length", "told", "damage", "steps", "lr", "last", "averaged",
  "state", "seconds", "memory", "finished", "key", "environment", "fault", "notices", "points", "measurements"];

async function inflated(id) {
  const text = document.getElementById(id).textContent;
  const packed = await fetch("data:application/octet-stream;base64," + text);
  return new Response(packed.body.pipeThrough(new DecompressionStream("deflate")));
}

async function facts() {
  const found = await (await inflated("facts")).json();
  found.runs = found.runs.map((row, number) => {
    const run = Object.fromEntries(row.map((value, column) => [RUN[column], value]));
    return { ...run, number, task: found.tasks[run.task], strip: run.task };
  });
  const ends = found.tasks.map(() => 0);
  for (const run of found.runs) { // where its numbers begin in its task's strip
    run.begin = ends[run.strip];
    ends[run.strip] += 3 * (run.points + run.measurements);
  }
  return found;
}

const strips = new Map();

function strip(number) {
  if (!strips.has(number)) strips.set(number, open(number));
  return strips.get(number);

  async function open(number) {
    const bytes = new Uint8Array(await (await inflated("strip-" + number)).arrayBuffer());
    const count = bytes.length / 4, whole = new Uint8Array(bytes.length);
    for (let place = 0; place < 4; place++)
      for (let each = 0; each < count; each++) whole[4 * each + place] = bytes[place * count + each];
    return new Float32Array(whole.buffer);
  }
}

async function curvesOf(run) {
  const numbers = await strip(run.strip);
  let at = run.begin;
  const take = count => Array.from(numbers.subarray(at, at += count));
  const steps = take(run.points), loss = take(run.points), lr = take(run.points);
  return { steps, loss, lr, at: take(run.measurements), last: take(run.measurements), averaged: take(run.measurements) };
}

let drawing = null;

function plotly() { // a second's work: once, and not before the page is there
  drawing ??= inflated("plotly").then(found => found.text()).then(source => {
    const script = document.createElement("script");
    script.textContent = source;
    document.head.append(script);
    return window.Plotly;
  });
  return drawing;
}
