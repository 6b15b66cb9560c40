"use strict";
/* What the desk does more when scripts run. Everything works without it. */
(() => {
  const live = document.getElementById("live");
  const words = {
    connecting: "Ansluter …",
    live: "Live",
    lost: "Återansluter …",
    out: "Utloggad",
  };
  let lastNews = 0;
  let waiting = 0;

  function setState(state) {
    if (!live || live.dataset.state === "out") return;
    live.hidden = false;
    live.dataset.state = state;
    live.textContent = words[state];
  }

  function refresh() {
    document.body.dispatchEvent(new CustomEvent("desk-changed"));
  }

  /* At most one announcement in 20 seconds; the newest words win. */
  function announce() {
    const place = document.getElementById("announce");
    if (!place || waiting) return;
    const wait = Math.max(0, lastNews + 20000 - Date.now());
    waiting = setTimeout(() => {
      waiting = 0;
      const news = document.querySelector("[data-announce]");
      const text = news ? news.dataset.announce : "";
      if (text && text !== place.textContent) {
        place.textContent = text;
        lastNews = Date.now();
      }
    }, wait);
  }

  /* The number in the tab's title is that of the heading. */
  function retitle() {
    const count = document.getElementById("count");
    if (!count) return;
    const number = Number(count.textContent.replace(/\D/g, ""));
    document.title = (number ? `(${number}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  }

  /* A bar at the foot: never takes focus, says what to do. */
  function showBar(id, text, label, action) {
    if (document.getElementById(id)) return;
    const bar = document.createElement("div");
    bar.id = id;
    bar.className = "message warn banner session-end";
    bar.setAttribute("role", "status");
    document.body.append(bar);
    const line = document.createElement("span");
    const button = document.createElement("button");
    button.className = "button";
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => action(bar));
    bar.append(line, button);
    /* The region exists before it is filled: only then is it read out. */
    setTimeout(() => { line.textContent = text; }, 50);
  }

  function signedOut() {
    setState("out");
    document.getElementById("session-ending")?.remove();
    showBar("session-out", "Du är utloggad. Det du skrev i svarsrutan är sparat som utkast.", "Logga in", () => {
      location.href = "/desk/login?next=" + encodeURIComponent(location.pathname);
    });
  }

  function sessionEnding() {
    showBar("session-ending", "Du loggas snart ut för att inget har hänt på en stund.", "Fortsätt vara inloggad", (bar) => {
      fetch("/desk/me/stay", { headers: { "HX-Request": "true" } }).then((answer) => {
        if (answer.ok) bar.remove();
      });
    });
  }

  document.addEventListener("htmx:sse:after:connection", () => setState("live"));
  document.addEventListener("htmx:sse:error", (happening) => {
    if (happening.detail.status === 401) signedOut();
    else setState("lost");
  });
  document.addEventListener("htmx:sse:close", () => setState("lost"));
  document.addEventListener("desk-out", signedOut);
  document.addEventListener("desk-ending", sessionEnding);
  document.addEventListener("htmx:response:error", (happening) => {
    if (happening.detail.ctx.response.status === 401) signedOut();
  });
  document.addEventListener("htmx:error", (happening) => {
    if (happening.target === live) setState("lost");
  });
  document.addEventListener("htmx:after:swap", () => {
    announce();
    retitle();
  });

  /* A first connection that failed is not tried again by the extension; and without a stream the page still asks. */
  setInterval(() => {
    if (!live || live.dataset.state === "live" || live.dataset.state === "out") return;
    refresh();
    if (!live._htmx?.sse) live.dispatchEvent(new CustomEvent("desk-connect"));
  }, 15000);

  function addShowPassword(row) {
    const field = row.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    const label = (word) => {
      button.textContent = word;
      button.setAttribute("aria-label", word + " lösenordet");
    };
    label("Visa");
    button.addEventListener("click", () => {
      const show = field.type === "password";
      field.type = show ? "text" : "password";
      label(show ? "Dölj" : "Visa");
    });
    field.form.addEventListener("submit", () => { field.type = "password"; });
    row.append(button);
  }

  function addCopy(place) {
    if (!navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button plain";
    button.textContent = "Kopiera numret";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(place.textContent.trim());
      button.textContent = "Kopierat";
    });
    place.after(button);
  }

  document.querySelectorAll("[data-show-password]").forEach(addShowPassword);
  document.querySelectorAll("[data-copy]").forEach(addCopy);
  document.querySelectorAll("[data-send-with-ctrl-enter]").forEach((form) => {
    form.addEventListener("keydown", (key) => {
      if (key.key === "Enter" && (key.ctrlKey || key.metaKey) && key.target.tagName === "TEXTAREA") {
        key.preventDefault();
        form.requestSubmit();
      }
    });
  });
  /* How much room is left, once it matters. */
  document.querySelectorAll("[data-limit]").forEach((box) => {
    const most = Number(box.dataset.limit);
    const left = document.createElement("span");
    left.className = "hint";
    box.after(left);
    box.addEventListener("input", () => {
      const rest = most - [...box.value].length;
      left.textContent = rest < 0 ? `${-rest} tecken för mycket` : rest <= 300 ? `${rest} tecken kvar` : "";
    });
  });

  /* A second click while the first is on its way would only lead to a page about what is already done. */
  document.addEventListener("submit", (happening) => {
    const form = happening.target;
    if (form.dataset.sent) happening.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 3000);
  });

  document.querySelectorAll(".noscript").forEach((element) => element.remove());

  const log = document.getElementById("log");
  if (log) {
    log.scrollTop = log.scrollHeight;
    let atEnd = true;
    log.addEventListener("scroll", () => {
      atEnd = log.scrollTop + log.clientHeight > log.scrollHeight - 40;
    });
    document.addEventListener("htmx:after:swap", () => {
      if (atEnd) log.scrollTop = log.scrollHeight;
    });
  }
})();
