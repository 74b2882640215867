// Filters, keys and colours. Without it all changes are shown.
"use strict";
{
  const root = document.documentElement;
  const by = (id) => document.getElementById(id);
  root.classList.add("scripted");

  const theme = by("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const offer = () => {
    theme.textContent = isDark() ? "Light colours" : "Dark colours";
  };
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    offer();
  });
  system.addEventListener("change", offer);
  offer();

  const form = by("filters");
  // Where nothing changed there is nothing to filter.
  if (form) {
    const changes = [...document.querySelectorAll(".change")];
    const byUrgency = [...document.querySelectorAll(".group")].map((section) => {
      const list = section.querySelector("ol");
      return { section, list, all: [...list.children] };
    });
    let groups = byUrgency;
    const search = by("text");
    const shown = by("shown");
    const total = shown.textContent;
    let texts;

    // Behind the first ones, the content of a change is packed until the change is near the window.
    const same = { createHTML: (text) => text };
    const policy = globalThis.trustedTypes?.createPolicy("changes", same) ?? same;
    const contents = new Map();
    const toOpen = new Set();
    const folded = (change) => !change.firstChild;
    const unfold = (change) => {
      const content = contents.get(change);
      if (!content) return;
      contents.delete(change);
      const range = document.createRange();
      range.selectNodeContents(change);
      change.append(range.createContextualFragment(policy.createHTML(content)));
      change.firstChild.open = toOpen.delete(change);
    };
    const open = (change, isOpen) => {
      if (!folded(change)) change.firstChild.open = isOpen;
      else if (isOpen) toOpen.add(change);
      else toOpen.delete(change);
    };
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          unfold(target);
        }
      },
      { rootMargin: "1000px" },
    );
    const unpack = async (packed) => {
      const binary = atob(packed.textContent);
      const bytes = new Uint8Array(binary.length);
      for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
      const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      const lines = (await new Response(inflated).text()).split("\n");
      for (const [at, change] of changes.filter(folded).entries()) {
        contents.set(change, lines[at]);
        near.observe(change);
      }
      packed.remove();
      texts = undefined;
      apply();
      follow();
    };
    const words = (change) =>
      (contents.get(change)?.replace(/<[^>]*>/g, "") ?? change.textContent).toLowerCase();

    const apply = () => {
      const chosen = new FormData(form);
      const kinds = ["http", "rust", "decision"]
        .map((kind) => [kind, chosen.getAll(kind)])
        .filter(([, values]) => values.length > 0);
      const tag = chosen.get("tag");
      const terms = chosen.get("text").toLowerCase().split(/\s+/).filter(Boolean);
      if (terms.length > 0) {
        texts ??= new Map(changes.map((change) => [change, words(change)]));
      }
      const fits = (change) =>
        kinds.every(([kind, values]) => values.includes(change.dataset[kind])) &&
        (!tag || change.dataset.tags.split(" ").includes(tag)) &&
        terms.every((term) => texts.get(change).includes(term));
      let count = 0;
      for (const { section, list, all } of groups) {
        // To hide thousands of elements takes browsers seconds, to take them out does not.
        const fitting = all.filter(fits);
        if (fitting.length !== list.children.length || fitting.some((it) => !it.isConnected)) {
          list.replaceChildren(...fitting);
        }
        section.hidden = fitting.length === 0;
        count += fitting.length;
      }
      const said = count === changes.length ? total : `${count} of ${total}`;
      if (shown.textContent !== said) shown.textContent = said;
      by("nothing").hidden = count > 0;
      by("clear").hidden = !(kinds.length > 0 || tag || terms.length > 0 || chosen.get("group"));
    };
    const regroup = () => {
      const key = form.elements.group.value;
      const all = new Map();
      const names = by("names").textContent.split("\n");
      const at = form.elements.group.selectedIndex - 1;
      for (const change of key ? changes : []) {
        const name = names[change.dataset.by.split(" ")[at]];
        if (!all.has(name)) all.set(name, []);
        all.get(name).push(change);
      }
      const made = [...all].map(([name, all]) => {
        const section = document.createElement("section");
        section.className = "group";
        const heading = document.createElement("h3");
        const number = document.createElement("span");
        number.textContent = all.length;
        heading.append(`${name} `, number);
        const list = document.createElement("ol");
        section.append(heading, list);
        return { section, list, all };
      });
      const parent = by("changes");
      for (const { section } of groups) section.remove();
      groups = key ? made : byUrgency;
      parent.append(...groups.map(({ section }) => section));
      apply();
    };
    const clear = () => {
      form.reset();
      if (groups === byUrgency) apply();
      else regroup();
    };

    // The other filters are folded away where they would push the list off the screen.
    const wide = matchMedia("(min-width: 62rem)");
    const fold = () => {
      by("more").open = wide.matches;
    };
    wide.addEventListener("change", fold);
    fold();

    const visible = () => groups.flatMap(({ list }) => [...list.children]);
    const move = (step) => {
      const list = visible();
      const here = list.indexOf(document.activeElement?.closest(".change"));
      const next = list[here < 0 ? 0 : Math.min(Math.max(here + step, 0), list.length - 1)];
      if (!next) return;
      unfold(next);
      next.querySelector("summary")?.focus();
    };

    form.addEventListener("input", ({ target }) => (target.id === "group" ? regroup() : apply()));
    form.addEventListener("submit", (event) => event.preventDefault());
    by("clear").addEventListener("click", () => {
      clear();
      search.focus();
    });
    for (const [id, isOpen] of [["open", true], ["close", false]]) {
      by(id).addEventListener("click", () => {
        for (const change of visible()) open(change, isOpen);
      });
    }
    addEventListener("beforeprint", () => visible().forEach(unfold));

    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const target = event.target;
      if (event.key === "Escape") {
        clear();
      } else if (event.key === "ArrowDown" && target.matches(".change summary")) {
        move(1);
      } else if (event.key === "ArrowUp" && target.matches(".change summary")) {
        move(-1);
      } else if (!by("keys").checked || target.matches("input:not([type=checkbox]), select")) {
        return;
      } else if (event.key === "/") {
        search.focus();
        search.select();
      } else if (event.key === "j") {
        move(1);
      } else if (event.key === "k") {
        move(-1);
      } else {
        return;
      }
      event.preventDefault();
    });

    document.addEventListener("click", async (event) => {
      const button = event.target.closest(".copy");
      if (!button) return;
      const command = button.previousElementSibling;
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(command);
        button.textContent = "Selected";
      }
      setTimeout(() => {
        button.textContent = "Copy";
      }, 2000);
    });

    // A link to a change or a group shows it, whatever is filtered.
    const follow = () => {
      const id = location.hash.slice(1);
      const change = changes.find((change) => change.id === id);
      const target = change ?? by(id);
      if (target && (!target.isConnected || target.closest("[hidden]"))) clear();
      if (change) {
        unfold(change);
        open(change, true);
      }
      target?.scrollIntoView();
      change?.querySelector("summary")?.focus();
    };
    addEventListener("hashchange", follow);
    apply();
    follow();
    const packed = by("packed");
    if (packed) {
      unpack(packed).catch(() => {
        shown.textContent = "this browser can't unpack the other changes; --format json has all";
      });
    }
  }
}
