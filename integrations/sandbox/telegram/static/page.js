// The page on which to type as a user of Telegram: it asks for the chat again and again, and draws what has changed.
"use strict";

const EVERY = 700;
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const find = id => document.getElementById(id);
const state = {user: null, languages: new Map(), editing: null, drawn: new Map(), answers: new Set(), fresh: true, texts: {}};

async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  const options = body === undefined ? {method} : {
    method, headers: {"content-type": "application/json"}, body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || `The local Bot API answered ${response.status}.`);
  return answer;
}

function deed(name, body = {}) {
  return attempt(async () => {
    await ask(`/control/users/${state.user}/${name}`, body);
    await look();
  });
}

async function attempt(work) {
  try {
    await work();
    return true;
  } catch (problem) {
    toast(problem.message, true);
    return false;
  }
}

function toast(words, trouble = false) {
  find("toast").textContent = words;
  find("toast").classList.toggle("trouble", trouble);
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function put(id, words) {
  if (state.texts[id] !== words) find(id).textContent = state.texts[id] = words;
}

// Texts with marks: JavaScript counts in the same units as Telegram.
function marked(text, entities, begin = 0, end = text.length) {
  const nodes = [];
  let at = begin;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || entity.offset >= end) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    nodes.push(mark(text, entity, entities.slice(index + 1), stop));
    at = stop;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function mark(text, entity, inner, stop) {
  const children = marked(text, inner, entity.offset, stop);
  const words = text.slice(entity.offset, stop);
  const href = {text_link: entity.url, url: /^https?:/i.test(words) ? words : `http://${words}`}[entity.type];
  if (href) return element("a", {href, target: "_blank", rel: "noreferrer"}, ...children);
  if (entity.type === "bot_command") return plainButton(words, () => deed("messages", {text: words}));
  return element(TAGS[entity.type] || "span", {className: entity.type}, ...children);
}

function plainButton(label, press) {
  const button = element("button", {type: "button"}, element("bdi", {}, label));
  button.addEventListener("click", press);
  return button;
}

function attachment(message) {
  for (const [kind, name] of [["photo", "Photo"], ["voice", "Voice message"], ["location", "Location"], ["sticker", "Sticker"]])
    if (message[kind]) return `[${name}]`;
  if (message.document) return `[File ${message.document.file_name || ""}]`;
  if (message.contact) return `[Contact ${message.contact.first_name} ${message.contact.phone_number}]`;
  return "";
}

function fileLine(message, label) {
  const file = message.document || message.voice || (message.photo && message.photo[0]);
  const line = file ? element("a", {href: `/control/files/${file.file_id}`, download: ""}, label) : label;
  return [line, message.text ? "\n" : ""];
}

function draw(message) {
  const mine = message.from === "person";
  const bubble = element("div", {className: "bubble", dir: "auto"}, ...marked(message.text, message.entities));
  const file = attachment(message);
  if (file) bubble.prepend(...fileLine(message, file));
  const meta = element("p", {className: "meta"}, element("span", {},
    `${mine ? "You" : "Bot"}, ${new Date(message.date * 1000).toLocaleTimeString()}${message.edited ? ", edited" : ""}`));
  if (message.reactions.length) meta.append(element("span", {}, message.reactions.join(" ")));
  if (mine && message.text && !file) meta.append(plainButton("Change", () => change(message)));
  const item = element("li", {className: mine ? "person" : "bot"}, bubble, meta);
  if (message.buttons.length) item.append(keys(message));
  return item;
}

function keys(message) {
  const rows = message.buttons.map(row => element("div", {}, ...row.map(button => key(message, button))));
  return element("div", {className: "keys"}, ...rows);
}

function key(message, button) {
  if (button.url) return element("a", {href: button.url, target: "_blank", rel: "noreferrer"}, button.text);
  const press = () => deed("press", {button: button.callback_data, message_id: message.message_id});
  const made = plainButton(button.text, press);
  made.disabled = button.callback_data === undefined;
  return made;
}

function change(message) {
  state.editing = message.message_id;
  find("text").value = message.text;
  put("text-label", "Change your message to");
  find("keep").hidden = false;
  find("text").focus();
}

function keep() {
  state.editing = null;
  find("text").value = "";
  put("text-label", "Message");
  find("keep").hidden = true;
}

function show(chat) {
  const list = find("messages");
  const frame = find("log");
  const there = new Set();
  const below = frame.scrollHeight - frame.scrollTop - frame.clientHeight < 40;
  let grown = false;
  for (const message of chat.messages) {
    const id = message.message_id;
    const said = JSON.stringify(message);
    const old = state.drawn.get(id);
    there.add(id);
    if (old && old.said === said) continue;
    const item = draw(message);
    if (old) old.item.replaceWith(item);
    else list.append(item);
    grown = true;
    state.drawn.set(id, {said, item});
  }
  for (const [id, {item}] of state.drawn) if (!there.has(id)) { item.remove(); state.drawn.delete(id); }
  if (grown && (below || state.fresh)) frame.scrollTop = frame.scrollHeight;
  answers(chat);
  around(chat);
  state.fresh = false;
}

function answers(chat) {
  for (const answer of chat.answers) {
    if (!answer.answered || state.answers.has(answer.query_id)) continue;
    state.answers.add(answer.query_id);
    if (!state.fresh) toast(answer.text || "");
  }
}

function around(chat) {
  put("about", chat.messages.length ? "" : chat.bot.description);
  put("typing", chat.actions.length ? `The bot: ${chat.actions[chat.actions.length - 1].replace("_", " ")} …` : "");
  redraw("commands", chat.commands, command =>
    plainButton(`/${command.command} – ${command.description}`, () => deed("messages", {text: `/${command.command}`})));
  redraw("keyboard", chat.keyboard || [], row =>
    element("div", {}, ...row.map(label => plainButton(label, () => deed("messages", {text: label})))));
  put("block", chat.blocked ? "Unblock the bot" : "Block the bot");
  find("block").dataset.deed = chat.blocked ? "unblock" : "block";
  for (const id of ["send", "block", "contact", "deactivate"]) find(id).disabled = chat.deactivated;
  find("messages").lang = chat.user.language_code || "";
}

function redraw(id, things, make) {
  const said = JSON.stringify(things);
  if (state.texts[id] === said) return;
  state.texts[id] = said;
  find(id).replaceChildren(...things.map(make));
}

async function look() {
  if (state.user === null) return;
  const user = state.user;
  const [chat, world] = await Promise.all([ask(`/control/users/${user}/chat`), ask("/state")]);
  if (user !== state.user) return;
  show(chat);
  put("bot", world.bot.name);
  const way = world.webhook ? `to ${world.webhook}${world.problem ? ` (${world.problem})` : ""}` : "to who asks for them";
  put("state", `Updates go ${way}; ${world.waiting} wait. Messages beyond Telegram's limits: ${world.breaches}.`);
}

async function people(chosen) {
  const {users} = await ask("/control/users");
  const options = users.map(user => element("option", {value: user.id}, `${user.first_name || "(deleted)"} – ${user.id}`));
  find("user").replaceChildren(...options);
  if (!users.length) return;
  state.languages = new Map(users.map(user => [user.id, user.language_code || ""]));
  find("user").value = chosen || users[0].id;
  turn(Number(find("user").value));
}

function turn(user) {
  find("language").value = state.languages.get(user);
  Object.assign(state, {user, fresh: true, drawn: new Map(), answers: new Set()});
  find("messages").replaceChildren();
  keep();
  attempt(look);
}

function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1] || "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function on(id, event, work) {
  find(id).addEventListener(event, happening => {
    if (event === "submit") happening.preventDefault();
    work();
  });
}

on("user", "change", () => turn(Number(find("user").value)));
on("language", "change", () => attempt(async () => {
  const language = find("language").value;
  await ask(`/control/users/${state.user}`, {language_code: language}, "PATCH");
  state.languages.set(state.user, language);
  await look();
}));
on("newcomer", "submit", () => attempt(async () => {
  const made = await ask("/control/users", {first_name: find("name").value, language_code: find("language").value});
  find("newcomer").reset();
  await people(made.id);
}));
on("write", "submit", async () => {
  const text = find("text").value;
  const done = state.editing
    ? await deed("edit", {text, message_id: state.editing})
    : await deed("messages", {text});
  if (done) keep();
});
on("keep", "click", keep);
on("start", "submit", () => deed("start", {payload: find("payload").value}));
on("attach", "submit", () => attempt(async () => {
  const file = find("file").files[0];
  const kind = find("kind").value;
  const body = {content: await encoded(file)};
  if (kind === "document") Object.assign(body, {name: file.name, mime: file.type});
  if (await deed(kind, body)) find("attach").reset();
}));
on("contact", "click", () => deed("contact"));
on("block", "click", () => deed(find("block").dataset.deed));
on("deactivate", "click", () => deed("deactivate"));
find("text").addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    find("write").requestSubmit();
  }
});

async function begin() {
  const {users} = await ask("/control/users");
  if (!users.length) await ask("/control/users", {id: 1001, first_name: "Олена", language_code: "uk"});
  await people();
}

attempt(begin);
setInterval(() => document.hidden || look().catch(() => toast("The local Bot API does not answer.", true)), EVERY);
