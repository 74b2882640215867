// Uses the page as a person does and notes what it found, a line each.
"use strict";

const violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});

const results = [];
const same = (what, found, wanted) => {
  const [one, other] = [found, wanted].map((value) => JSON.stringify(value));
  results.push(one === other ? `ok ${what}` : `${what}: ${one}, expected ${other}`);
};

const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const shown = () => all(".change").filter((change) => change.checkVisibility());
const said = () => one("#shown").textContent;
const press = (key, options) => {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  return target.dispatchEvent(event);
};
const type = (text) => {
  document.activeElement.value = text;
  document.activeElement.dispatchEvent(new InputEvent("input", { bubbles: true }));
};
const settle = () => new Promise((resolve) => setTimeout(resolve, 100));
const focused = () => shown().indexOf(document.activeElement.closest(".change"));

// Relative luminance and contrast as WCAG 2.2 defines them.
const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
const luminance = (colour) => {
  const [red, green, blue] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const background = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (channels(colour)[3] !== 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
const contrast = (element) => {
  const [one, other] = [getComputedStyle(element).color, background(element)].map(luminance);
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
};
const faint = () => {
  // Those of a few changes will do.
  const texts = all("body *:not(script, .change:nth-child(n + 40), .change:nth-child(n + 40) *)").filter(
    (element) =>
      element.checkVisibility() &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
  );
  const found = texts.filter((element) => contrast(element) < 4.5);
  return found.map((element) => `${element.tagName} ${element.className}`);
};

const loading = () => {
  same("nothing is loaded", performance.getEntriesByType("resource").length, 0);
  same("no images", document.images.length, 0);
  same("two scripts", document.scripts.length, 2);
  same("nothing refused", violations, []);
};

const filtering = () => {
  same("all are shown", shown().length, expected.all);
  same("all are counted", said(), `${expected.all} shown`);
  const groups = all(".group").map((group) => group.id);
  const order = ["breaking", "warning", "compatible", "accepted"];
  same("breaking first", groups, order.filter((id) => groups.includes(id)));

  const tick = (name, value) => one(`input[name=${name}][value=${value}]`).click();
  tick("http", "breaking");
  same("breaking ones", shown().length, expected.breaking);
  same("breaking ones are counted", said(), `${expected.breaking} of ${expected.all} shown`);
  tick("http", "warning");
  same("two verdicts", shown().length, expected["breaking or warning"]);
  tick("http", "warning");
  if (one("input[name=rust]")) {
    tick("rust", "major");
    same("both verdicts", shown().length, expected["breaking and major"]);
  }
  one("#clear").click();
  same("cleared", shown().length, expected.all);
  same("nothing to clear", one("#clear").checkVisibility(), false);
  tick("decision", "accepted");
  same("accepted ones", shown().length, expected.accepted);
  same("only their group", all(".group").filter((it) => it.checkVisibility()).length, 1);
  press("Escape");
  same("Escape clears", shown().length, expected.all);

  const tag = one("#tag");
  tag.value = "0";
  tag.dispatchEvent(new InputEvent("input", { bubbles: true }));
  const number = Number(tag.selectedOptions[0].text.match(/\((\d+)\)$/)[1]);
  same("a tag", shown().length, number);
  press("Escape");
};

const searching = () => {
  document.activeElement.blur();
  same("/ is taken", press("/"), false);
  same("/ focuses the search", document.activeElement.id, "text");
  const print = one(".change:last-child").id.slice(2);
  const rule = all(".rule").at(-1).textContent;
  type(rule.toLowerCase());
  const found = shown().length;
  same("found by rule", found > 0 && found <= expected.all, true);
  const unfolded = shown().filter((change) => change.firstChild);
  same("only such", unfolded.every((change) => change.textContent.includes(rule)), true);
  type(`${rule} ${print.slice(0, 12)}`);
  same("words narrow it down", shown().length <= found, true);
  type("\u2603 nowhere");
  same("found nothing", [shown().length, one("#nothing").checkVisibility()], [0, true]);
  same("no group without changes", all(".group").filter((it) => it.checkVisibility()).length, 0);
  same("j is a letter in the search", press("j"), true);
  press("Escape");
  same("Escape clears the search", [one("#text").value, shown().length], ["", expected.all]);
};

const moving = () => {
  document.activeElement.blur();
  const last = expected.all - 1;
  press("k");
  same("k begins at the first", focused(), 0);
  press("j");
  same("j goes on", focused(), Math.min(1, last));
  press("ArrowDown");
  same("so does the arrow", focused(), Math.min(2, last));
  press("ArrowUp");
  press("k");
  press("k");
  same("the first is the first", focused(), 0);
  const outline = getComputedStyle(document.activeElement);
  same("focus shows", [outline.outlineStyle, parseFloat(outline.outlineWidth) > 1], ["solid", true]);
  press("j", { ctrlKey: true });
  same("keys of the browser are left alone", focused(), 0);
  one("#keys").click();
  press("j");
  same("shortcuts can be turned off", focused(), 0);
  one("#keys").click();
};

const opening = async () => {
  const details = shown()[0].querySelector("details");
  same("closed", details.querySelector(".body")?.checkVisibility() ?? false, false);
  details.querySelector("summary").click();
  same("opens", details.querySelector(".body").checkVisibility(), true);
  one("#close").click();
  same("all closed", all(".change details[open]").length, 0);
  const last = all(".change").at(-1);
  one("input[name=http][value=breaking]").click();
  location.hash = last.id;
  await settle();
  same("a link opens its change", [last.checkVisibility(), last.querySelector("details").open], [true, true]);
  same("and focuses it", document.activeElement.closest(".change")?.id, last.id);
  last.querySelector("details").open = false;
};

const grouping = () => {
  press("Escape");
  const group = one("#group");
  const choose = (by) => {
    group.value = by;
    group.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  for (const by of ["cause", "operation", "rule", "tag"]) {
    choose(by);
    const names = all(".group h3").map((it) => it.firstChild.data.trim());
    same(`one group each by ${by}`, new Set(names).size, names.length);
    same(`all are shown by ${by}`, shown().length, expected.all);
    const number = all(".group h3 span").reduce((sum, it) => sum + Number(it.textContent), 0);
    same(`all are counted by ${by}`, number, expected.all);
  }
  one("#clear").click();
  same("as before", all(".group").every((it) => it.id !== ""), true);
  same("all are shown again", shown().length, expected.all);
};

const unfolding = async () => {
  const elements = all(".change > details").length;
  same("what is far from the window is folded", elements <= Math.min(expected.all, 400), true);
  const start = performance.now();
  one("#open").click();
  await settle();
  const time = performance.now() - start;
  const last = shown().at(-1);
  last.scrollIntoView();
  await settle();
  same("what is in the window is unfolded and open", last.querySelector("details")?.open, true);
  dispatchEvent(new Event("beforeprint"));
  same("printed as opened", all(".change > details[open] > .body").length, expected.all);
  one("#close").click();
  same("all are closed", all(".change details[open]").length, 0);
  results.push(`ok opening all took ${Math.round(time)} ms`);
};

const colours = () => {
  for (const change of shown().slice(0, 40)) change.querySelector("details").open = true;
  one("#more").open = true;
  const schemes = [0, 1].map(() => {
    one("#theme").click();
    same(`texts that are hard to read, ${document.documentElement.dataset.theme}`, faint(), []);
    return getComputedStyle(document.body).backgroundColor;
  });
  const cut = shown().slice(0, 40).filter((change) => change.scrollWidth > change.clientWidth);
  same("no change is wider than the list", cut.length, 0);
  same("two schemes", schemes[0] === schemes[1], false);
  one("#close").click();
};

const fitting = () => {
  const { scrollWidth, clientWidth } = document.documentElement;
  same("nothing is wider than the window", scrollWidth <= clientWidth, true);
  const wide = matchMedia("(min-width: 62rem)").matches;
  same("more filters are open where there is room", one("#more").open, wide);
};

const refusing = async () => {
  let refused = false;
  try {
    document.body.innerHTML = "<b>text</b>";
  } catch {
    refused = true;
  }
  same("markup from a script is refused", refused, true);
  const image = document.createElement("img");
  image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
  document.body.append(image);
  await settle();
  same("images are refused", violations.some((it) => it.startsWith("img-src")), true);
  image.remove();
};

addEventListener("load", async () => {
  try {
    while (one("#packed")) await settle();
    loading();
    fitting();
    filtering();
    searching();
    moving();
    await opening();
    grouping();
    colours();
    await unfolding();
    same("still nothing refused", violations, []);
    await refusing();
    same("done", 1, 1);
  } catch (error) {
    results.push(`stopped: ${error.stack}`);
  }
  const list = document.createElement("pre");
  list.id = "results";
  list.textContent = results.join("\n");
  document.body.append(list);
});
