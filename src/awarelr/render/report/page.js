"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const across = data.last - data.first + 1;
  const show = (value) => (value === null ? "none" : typeof value === "number" ? String(Number(value.toPrecision(4))) : value);
  const make = (tag, text, name) => { const made = document.createElement(tag); if (text !== undefined) made.textContent = text; if (name) made.className = name; return made; };
  const nearest = (steps, step) => {
    let low = 0, high = steps.length - 1;
    while (low < high) { const middle = (low + high) >> 1; if (steps[middle] < step) low = middle + 1; else high = middle; }
    return low > 0 && step - steps[low - 1] < steps[low] - step ? low - 1 : low;
  };
  const charts = [...document.querySelectorAll(".chart")].map((chart) => {
    const run = data.runs[Number(chart.dataset.run)];
    const inner = chart.querySelector(".inner"), scroller = chart.querySelector(".scroller");
    const cursor = chart.querySelector(".cursor"), readout = chart.querySelector(".readout");
    const marked = [...chart.parentElement.querySelectorAll(".marks button")].map((each) => Number(each.dataset.step));
    let at = run.t.length - 1, zoom = 1, held = false;
    const sentence = (index) => { const [word, ...parts] = run.w[index]; let next = 0; return run.words[word].replace(/\0/g, () => parts[next++]); };
    const pairs = (entries) => {
      const list = make("dl");
      for (const [name, value] of entries) { const row = make("div"); row.append(make("dt", name), make("dd", show(value))); list.append(row); }
      return list;
    };
    const reveal = () => {
      const x = cursor.offsetLeft;
      if (x < scroller.scrollLeft + 20 || x > scroller.scrollLeft + scroller.clientWidth - 20) scroller.scrollLeft = x - scroller.clientWidth / 2;
    };
    const go = (index, follow) => {
      at = Math.min(Math.max(index, 0), run.t.length - 1);
      const step = run.t[at], label = run.situations[run.s[at]], words = sentence(at);
      cursor.hidden = false;
      cursor.style.left = `${(100 * (step - data.first + 0.5)) / across}%`;
      const title = make("p", undefined, "soft"), swatch = make("i", undefined, chart.querySelector(`.legend li[data-label="${label}"] .swatch`)?.className ?? "");
      title.append(`Step ${step.toLocaleString("en")} `, swatch, ` ${label}${held ? " (held: click again to let go)" : ""}`);
      const numbers = [["learning rate of the step", run.used[at]], ["next", run.lr[at]], ["loss", run.loss[at]], ["gradient norm", run.grad[at]]];
      if (run.valid[at] !== null) numbers.push(["validation loss", run.valid[at]]);
      const [names, ...values] = run.e[at];
      readout.replaceChildren(title, make("p", words, "sentence"), pairs(numbers), make("p", values.length ? "Evidence" : "No evidence", "soft"), pairs(run.names[names].map((name, order) => [name, values[order]])));
      inner.setAttribute("aria-valuenow", step);
      inner.setAttribute("aria-valuetext", `step ${step}, ${label}: ${words}; learning rate ${show(run.lr[at])}, loss ${show(run.loss[at])}`);
      if (follow) reveal();
    };
    const point = (event) => { const box = inner.getBoundingClientRect(); return nearest(run.t, data.first + ((event.clientX - box.left) / box.width) * across - 0.5); };
    const magnify = (times) => {
      const middle = cursor.hidden ? (scroller.scrollLeft + scroller.clientWidth / 2) / inner.clientWidth : parseFloat(cursor.style.left) / 100;
      zoom = Math.min(Math.max(times, 1), 64);
      inner.style.width = `${zoom * 100}%`;
      chart.classList.toggle("zoom-more", zoom >= 4 && zoom < 16);
      chart.classList.toggle("zoom-most", zoom >= 16);
      scroller.scrollLeft = middle * inner.clientWidth - scroller.clientWidth / 2;
    };
    inner.addEventListener("pointermove", (event) => { if (!held) go(point(event), false); });
    inner.addEventListener("click", (event) => { held = !held; go(point(event), false); });
    inner.addEventListener("keydown", (event) => {
      const mark = (way) => { const some = way > 0 ? marked.filter((step) => step > run.t[at]) : marked.filter((step) => step < run.t[at]); return some.length ? nearest(run.t, way > 0 ? some[0] : some[some.length - 1]) : at; };
      const moves = { ArrowRight: () => at + 1, ArrowUp: () => at + 1, ArrowLeft: () => at - 1, ArrowDown: () => at - 1, Home: () => 0, End: () => run.t.length - 1, PageUp: () => mark(-1), PageDown: () => mark(1) };
      if (event.key === "+" || event.key === "-") magnify(event.key === "+" ? zoom * 2 : zoom / 2);
      else if (moves[event.key]) go(moves[event.key](), true);
      else return;
      event.preventDefault();
    });
    inner.addEventListener("focus", () => { if (cursor.hidden) go(at, false); });
    const factors = { in: () => zoom * 2, out: () => zoom / 2, all: () => 1 };
    for (const button of chart.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => magnify(factors[button.dataset.zoom]()));
    return { chart, jump: (step) => { held = true; go(nearest(run.t, step), true); chart.scrollIntoView({ block: "nearest" }); inner.focus({ preventScroll: true }); } };
  });
  for (const button of document.querySelectorAll("button[data-step]")) button.addEventListener("click", () => charts[Number(button.dataset.run)].jump(Number(button.dataset.step)));
  addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details")) each.open = true; });
  document.documentElement.dataset.ready = "true";
})();
