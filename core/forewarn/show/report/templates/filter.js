"use strict";
(() => {
  const find = document.getElementById("find"), open = document.getElementById("open");
  const form = document.getElementById("filter"), shown = document.getElementById("shown");
  const rows = [...document.querySelectorAll("[data-project]")];
  const texts = rows.map((row) => row.textContent.toLocaleLowerCase());
  const apply = () => {
    const words = find.value.toLocaleLowerCase().trim();
    let count = 0;
    rows.forEach((row, n) => {
      const fits = texts[n].includes(words) && (!open.checked || row.dataset.open === "1");
      row.hidden = !fits;
      document.getElementById(row.dataset.project).hidden = !fits;
      count += fits;
    });
    shown.textContent = shown.dataset.words.replace("#", count);
  };
  if (form) {
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }
  // Paper shows everything.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));
})();
