/* What the page gains with script: sending without reloading, new messages as they come, a quick way out.
   Old phones run this: nothing newer than ECMAScript 5, and no fetch. Without it everything works as plain forms. */
(function () {
  'use strict';

  function find(id) { return document.getElementById(id); }

  /* Leave quickly: the page goes blank at once, and Back does not lead here. */
  (function () {
    var link = find('leave'), escaped = 0;
    function leave() {
      document.documentElement.style.display = 'none';
      document.title = '\u00a0';
      try { window.top.location.replace(link.href); } catch (refused) { window.location.replace(link.href); }
    }
    link.addEventListener('click', function (event) { event.preventDefault(); leave(); });
    document.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape' && event.keyCode !== 27) { escaped = 0; return; }
      var now = Date.now();
      if (now - escaped < 1000) { leave(); }
      escaped = now;
    });
  }());

  var page = find('chat');
  if (!page || !window.EventSource || !window.JSON || !('content' in document.createElement('template'))) { return; }

  var words = page.dataset;
  var address = '/chat/api/conversations/' + words.conversation;
  var talk = document.querySelector('.talk');
  var blank = find('blank').content.querySelector('li');
  var answer = find('answer'), offered = find('offered'), steering = find('steering'), several = find('several');
  var write = find('write'), field = find('text'), textError = find('text-error'), answerError = find('answer-error');
  var typing = find('typing'), line = find('line'), below = find('below'), steer = find('steer');
  var days = JSON.parse(words.days);
  var last = Number(words.last);
  var language = document.documentElement.lang;
  var attempts = {}, flying = {};
  var question = null;
  var busy = 0, answering = null;

  /* Messages */

  function two(number) { return (number < 10 ? '0' : '') + number; }

  function stockholm(at) { return new Date(Date.parse(at) + Number(words.offset) * 60000); }

  function dayOf(at) {
    var there = stockholm(at);
    return there.getUTCFullYear() + '-' + two(there.getUTCMonth() + 1) + '-' + two(there.getUTCDate());
  }

  function hourOf(at) {
    var there = stockholm(at);
    return two(there.getUTCHours()) + ':' + two(there.getUTCMinutes());
  }

  function put(item, selector, present) {
    var part = item.querySelector(selector);
    if (present) { return part; }
    part.parentNode.removeChild(part);
    return null;
  }

  function isSteering(value) { return /^(back|skip|cancel|restart|person|danger|unhelpful|change(:[\s\S]*)?|language:[\s\S]*)$/.test(value); }

  function isSafe(url) { return /^(https:\/\/|http:\/\/|tel:|mailto:|\/(?!\/))[^\s\\]*$/.test(url); }

  function inLanguage(url, tongue) {
    return url.indexOf('/chat/') === 0 && url.indexOf('?') < 0 ? url + '?lang=' + tongue : url;
  }

  function draw(message) {
    var item = blank.cloneNode(true);
    var sender = message.from;
    var answers = message.choices.filter(function (choice) { return !isSteering(choice.value); });
    var links = message.links.concat(message.attachments).filter(function (link) { return isSafe(link.url); });
    item.id = 'm' + message.id;
    item.className = 'message from-' + sender + ' is-' + message.kind;
    item.querySelector('.name').textContent = words['sender' + sender.charAt(0).toUpperCase() + sender.slice(1)];
    var tag = item.querySelector('.tag');
    if (sender !== 'bot') { tag.parentNode.removeChild(tag.nextSibling); tag.parentNode.removeChild(tag); }
    var time = item.querySelector('time');
    time.setAttribute('datetime', message.at.replace(/\.\d+/, '').replace('+00:00', 'Z'));
    time.textContent = hourOf(message.at);
    var text = item.querySelector('.text');
    text.id = 'm' + message.id + '-text';
    text.lang = message.language;
    text.textContent = message.text;
    var original = put(item, '.original', message.translation);
    if (original) {
      original.querySelector('summary').textContent = words[message.translation.edited ? 'translatedEdited' : 'translated'];
      original.querySelector('p').textContent = message.translation.original;
      original.querySelector('p').lang = message.translation.language;
    }
    var list = put(item, '.links', links.length);
    if (list) { links.forEach(function (link, n) { drawLink(list, link, message.language, n); }); }
    var reference = put(item, '.case', message.ticket);
    if (reference) { reference.querySelector('.reference').textContent = message.ticket.reference; }
    var options = put(item, '.bubble .options', answers.length);
    if (options) {
      options.querySelector('.list').textContent = answers.map(function (choice) { return choice.label; }).join(' \u00b7 ');
      options.querySelector('.list').lang = message.language;
    }
    var delivery = put(item, '.delivery', message.delivery !== 'sent');
    if (delivery) { delivery.textContent = words[message.delivery === 'waiting' ? 'deliveryWaiting' : 'deliveryFailed']; }
    return item;
  }

  function drawLink(list, link, tongue, n) {
    var row = n ? list.firstElementChild.cloneNode(true) : list.firstElementChild;
    var anchor = row.querySelector('a');
    anchor.href = inLanguage(link.url, tongue);
    anchor.textContent = link.label;
    if (n) { list.appendChild(row); }
  }

  function dayList(at) {
    var day = dayOf(at), heads = talk.querySelectorAll('.day'), head = heads[heads.length - 1];
    if (head && head.getAttribute('data-day') >= day) { return talk.lastElementChild; }
    head = document.createElement('h2');
    head.className = 'day';
    head.setAttribute('data-day', day);
    head.textContent = days[day] || day;
    talk.appendChild(head);
    return talk.appendChild(document.createElement('ol'));
  }

  function number(item) { return Number(item.id.slice(1)) || Infinity; }

  /* A message may come twice, by the answer to a post and by the stream, and a later one may come first. */
  function add(message) {
    if (find('m' + message.id)) { return null; }
    var list = dayList(message.at), item = draw(message), before = list.lastElementChild, after = null;
    while (before && number(before) > message.id) { after = before; before = before.previousElementSibling; }
    list.insertBefore(item, after);
    last = Math.max(last, message.id);
    follow(message);
    return item;
  }

  /* What follows from a message for the question that is open. */
  function follow(message) {
    if (question && message.id < question.id) { return; }
    if (message.from === 'person') { ask(null); }
    else if (message.choices.length) { ask(message); }
  }

  function button(choice, look) {
    var made = document.createElement('button');
    made.type = 'submit';
    made.name = 'only';
    made.value = choice.value;
    made.textContent = choice.label;
    made.className = look;
    return made;
  }

  function tick(choice) {
    var label = document.createElement('label'), box = document.createElement('input'), name = document.createElement('span');
    label.className = 'tick';
    box.type = 'checkbox';
    box.name = 'choice';
    box.value = choice.value;
    name.textContent = choice.label;
    label.appendChild(box);
    label.appendChild(document.createTextNode(' '));
    label.appendChild(name);
    return label;
  }

  function ask(message) {
    question = message;
    offer(message && message.choices.some(function (choice) { return !isAlways(choice.value); }) ? message : null);
  }

  function isAlways(value) { return /^(person|back|skip|restart|cancel|danger)$/.test(value); }

  function offer(message) {
    var values = message ? message.choices.map(function (choice) { return choice.value; }) : [];
    var group = answer.querySelector('fieldset');
    offered.textContent = steering.textContent = '';
    complain(answerError, '');
    answer.hidden = !message;
    several.hidden = !(message && message.multiple);
    Array.prototype.forEach.call(steer.querySelectorAll('button'), function (one) {
      one.hidden = values.indexOf(one.value) >= 0;
    });
    if (!message) {
      [[group, 'aria-describedby'], [offered, 'lang'], [steering, 'lang']].forEach(function (stale) { stale[0].removeAttribute(stale[1]); });
      return;
    }
    offered.lang = steering.lang = message.language;
    find('answer-legend').textContent = words[message.multiple ? 'chooseSeveral' : 'chooseOne'];
    group.setAttribute('aria-describedby', 'm' + message.id + '-text');
    message.choices.forEach(function (choice) {
      if (isSteering(choice.value)) { steering.appendChild(button(choice, choice.value === 'danger' ? 'alarm' : 'quiet')); }
      else { offered.appendChild(message.multiple ? tick(choice) : button(choice, 'choice')); }
    });
    var options = document.querySelector('#m' + message.id + ' .bubble .options');
    if (options) { options.hidden = true; }
  }

  function show(messages) {
    var wasDown = isDown(), first = null;
    messages.forEach(function (message) { first = add(message) || first; });
    Array.prototype.forEach.call(talk.querySelectorAll('.bubble .options[hidden]'), function (options) {
      if (!question || !document.querySelector('#m' + question.id).contains(options)) { options.hidden = false; }
    });
    if (!first) { return; }
    if (wasDown) { goDown(first); } else { below.hidden = false; }
    var spoken = messages.filter(function (message) { return message.from === 'bot'; }).pop();
    if (spoken && spoken.language !== language) { reload(); }
  }

  /* The frame of the page is in the language of the conversation; the words in the field are kept. */
  function keepDraft() {
    try { window.sessionStorage.setItem('draft', field.value); } catch (refused) { return !field.value; }
    return true;
  }

  function reload() { if (!busy && keepDraft()) { window.location.replace('/chat/latest'); } }

  document.querySelector('.tongues form').addEventListener('submit', keepDraft);

  function restore() {
    try {
      var draft = window.sessionStorage.getItem('draft');
      if (draft === null) { return; }
      window.sessionStorage.removeItem('draft');
      field.value = field.value || draft;
      field.focus();
    } catch (refused) { return; }
  }

  /* Reading */

  function isDown() { return write.getBoundingClientRect().top < window.innerHeight + 40; }

  /* To the field, but not past the beginning of what is new. */
  function goDown(first) {
    var down = write.getBoundingClientRect().bottom - window.innerHeight + 8;
    if (first) { down = Math.min(down, first.getBoundingClientRect().top - find('top').getBoundingClientRect().height - 16); }
    below.hidden = true;
    window.scrollTo(0, window.pageYOffset + down);
  }

  window.addEventListener('scroll', function () { if (!below.hidden && isDown()) { below.hidden = true; } });
  below.addEventListener('click', function (event) { event.preventDefault(); goDown(); field.focus(); });

  /* Sending */

  function newId() {
    var id = '', bytes = new Uint8Array(16), n;
    if (window.crypto && window.crypto.getRandomValues) { window.crypto.getRandomValues(bytes); }
    else { for (n = 0; n < 16; n += 1) { bytes[n] = Math.random() * 256; } }
    for (n = 0; n < 16; n += 1) { id += two(bytes[n].toString(16)).slice(-2); }
    return id;
  }

  function complain(place, sentence) {
    place.textContent = sentence;
    if (place === textError) { field.setAttribute('aria-invalid', sentence ? 'true' : 'false'); }
  }

  function pending(text) {
    var item = draw({id: 0, at: new Date().toISOString(), from: 'person', kind: 'text', text: text, language: language,
      choices: [], links: [], attachments: [], delivery: 'waiting'});
    item.id = '';
    item.className += ' pending';
    item.setAttribute('aria-hidden', 'true');
    item.querySelector('.text').removeAttribute('id');
    item.querySelector('.delivery').textContent = words.sending;
    talk.lastElementChild.appendChild(item);
    goDown();
    return item;
  }

  function titleOf(request) {
    try { return JSON.parse(request.responseText).title || words.notSent; } catch (nonsense) { return words.notSent; }
  }

  /* Until it is accepted, the same words go out under the same id: trying again has no second effect. */
  function send(body, text, place, accepted) {
    var name = JSON.stringify(body), request = new XMLHttpRequest(), item, slow;
    if (flying[name]) { return; }
    flying[name] = true;
    item = pending(text);
    body.id = attempts[name] = attempts[name] || newId();
    complain(textError, '');
    complain(answerError, '');
    busy += 1;
    answering = question;
    slow = window.setTimeout(function () { typing.textContent = words.typing; }, 1000);
    request.open('POST', address + '/messages');
    request.setRequestHeader('Content-Type', 'application/json');
    request.timeout = 20000;
    request.onloadend = function () {
      var messages = null;
      busy -= 1;
      delete flying[name];
      window.clearTimeout(slow);
      typing.textContent = '';
      item.parentNode.removeChild(item);
      if (request.status === 404 || request.status === 401) { window.location.replace('/chat'); return; }
      if (request.status === 409) { delete attempts[name]; }
      if (request.status === 200) {
        try { messages = JSON.parse(request.responseText).messages; } catch (cut) { messages = null; }
      }
      if (!messages) { complain(place, titleOf(request)); return; }
      delete attempts[name];
      goDown();
      show(messages);
      accepted();
    };
    request.send(JSON.stringify(body));
  }

  function length(text) { return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '.').length; }

  function sendText() {
    var text = field.value;
    field.focus();
    if (!text.replace(/\s/g, '')) { complain(textError, words.empty); return; }
    if (length(text) > Number(words.limit)) { complain(textError, words.tooLong); return; }
    send({text: text}, text, textError, function () {
      if (field.value === text) { field.value = ''; }
    });
  }

  function press(value, label, place) {
    send({choice: value}, label, place, function () {
      if (!answer.hidden) { answer.focus(); } else { field.focus(); }
    });
  }

  /* Which button was pressed; older browsers do not say, but the click came first (from the keyboard, too). */
  function remember(form) {
    var clicked = null;
    form.addEventListener('click', function (event) {
      var target = event.target;
      while (target && target !== form && target.type !== 'submit') { target = target.parentNode; }
      clicked = target === form ? null : target;
    });
    return function (event) {
      var one = event.submitter || clicked;
      clicked = null;
      return one;
    };
  }

  write.addEventListener('submit', function (event) { event.preventDefault(); sendText(); });

  field.addEventListener('keydown', function (event) {
    if (event.keyCode !== 13 || event.shiftKey || event.isComposing || event.altKey) { return; }
    if (!event.ctrlKey && !event.metaKey && !(window.matchMedia && window.matchMedia('(hover: hover)').matches)) { return; }
    event.preventDefault();
    sendText();
  });

  [[answer, answerError], [steer, textError]].forEach(function (pair) {
    var form = pair[0], which = remember(form);
    form.addEventListener('submit', function (event) {
      var one = which(event);
      event.preventDefault();
      /* A second answer in haste would answer the next question, unless that one is shown already: the stream may be
         faster than the answer to the post. A call for help is never too many. */
      if (busy && question === answering && !(one && isAlways(one.value))) { return; }
      if (one && one.name === 'only') { press(one.value, one.textContent, pair[1]); return; }
      var boxes = Array.prototype.filter.call(form.querySelectorAll('input[type=checkbox]'), function (box) { return box.checked; });
      if (!boxes.length) { complain(answerError, words.chooseSome); return; }
      press(boxes.map(function (box) { return box.value; }).join(','),
        boxes.map(function (box) { return box.parentNode.textContent.trim(); }).join(', '), pair[1]);
    });
  });

  /* Listening */

  var source = null, lost = 0, retry = 0;

  function listen() {
    source = new EventSource(address + '/events?after=' + last);
    source.onopen = function () {
      if (lost === 2) { line.textContent = words.connected; }
      lost = retry = 0;
    };
    source.onmessage = function (event) { show([JSON.parse(event.data)]); };
    source.onerror = function () {
      if (!lost) {
        lost = 1;
        window.setTimeout(function () {
          if (lost) { lost = 2; line.textContent = navigator.onLine === false ? words.offline : words.reconnecting; }
        }, 5000);
      }
      if (source.readyState === 2) {
        retry = Math.min(retry + 1, 5);
        window.setTimeout(listen, 3000 * retry * (0.5 + Math.random()));
      }
    };
  }

  window.addEventListener('offline', function () { lost = 2; line.textContent = words.offline; });
  window.addEventListener('online', function () {
    if (source.readyState === 2) { return; }
    source.close();
    listen();
  });

  var known = page.getAttribute('data-question');
  question = known ? {id: Number(known)} : null;
  restore();
  listen();
  if (!window.location.hash && talk.querySelector('.from-person')) { goDown(); }
}());
