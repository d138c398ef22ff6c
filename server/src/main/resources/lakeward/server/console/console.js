// The console: asks for the status every second and draws it as a map from databases to models.

const EVERY_MILLIS = 1000;
const HISTORY = 60;
const token = location.hash.slice(1) || sessionStorage.getItem('token') || '';
const rates = new Map();

if (location.hash) {
  sessionStorage.setItem('token', token);
}

const byId = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const small = new Intl.NumberFormat('en', {maximumFractionDigits: 1, minimumFractionDigits: 1});

function rate(perSecond) {
  return perSecond > 0 && perSecond < 10 ? small.format(perSecond) : whole.format(perSecond);
}

function seconds(value) {
  if (value < 60) return `${small.format(value)} s`;
  if (value < 3600) return `${whole.format(Math.floor(value / 60))} min`;
  return `${whole.format(Math.floor(value / 3600))} h`;
}

function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 10 ? small.format(value) : whole.format(value)} ${units[unit]}`;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function spark(key, value) {
  const seen = rates.get(key) ?? [];
  seen.push(value);
  if (seen.length > HISTORY) seen.shift();
  rates.set(key, seen);
  const most = Math.max(1, ...seen);
  const points = seen.map((v, i) => `${i + HISTORY - seen.length},${20 - 18 * v / most}`).join(' ');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${HISTORY - 1} 22`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
  line.setAttribute('points', points);
  svg.append(line);
  return svg;
}

function node(lane, name, {state, tone, facts, problem, progress, sparkValue}) {
  const card = element('article', `node${tone === 'bad' ? ' failed' : ''}`);
  card.dataset.key = `${lane}/${name}`;
  const head = element('header');
  head.append(element('h3', '', name), element('span', `state ${tone}`, state));
  const list = element('div', 'facts');
  for (const [value, label] of facts) {
    const fact = element('span');
    fact.append(element('b', '', value), ` ${label}`);
    list.append(fact);
  }
  card.append(head, list);
  if (progress) {
    const bar = element('progress');
    bar.max = progress.of;
    bar.value = progress.done;
    card.append(bar);
  }
  if (problem) card.append(element('p', 'problem', problem));
  if (sparkValue !== undefined) card.append(spark(card.dataset.key, sparkValue));
  return card;
}

const TONES = {
  open: 'wait', opening: 'wait', waiting: 'wait', reading: 'wait',
  following: 'good', current: 'good', stopped: 'bad', failed: 'bad', lost: 'bad',
};

function databases(status) {
  return status.databases.map(database => node('database', database.name, {
    state: database.state,
    tone: TONES[database.state],
    facts: [
      [rate(database.changesPerSecond), 'changes/s'],
      [seconds(database.lagSeconds), 'lag'],
      [bytes(database.keptBytes), 'held in the slot'],
      [database.position, 'in the lake'],
    ],
    problem: database.problem,
    sparkValue: database.changesPerSecond,
  }));
}

function raw(status) {
  return status.tables.map(table => node('raw', table.name, {
    state: table.state,
    tone: TONES[table.state],
    facts: [[whole.format(table.rawRows), 'changes'], [`+${rate(table.changesPerSecond)}`, '/s']],
    sparkValue: table.changesPerSecond,
  }));
}

function processed(status) {
  return status.tables.map(table => node('processed', table.name, {
    state: table.state,
    tone: TONES[table.state],
    facts: [
      [whole.format(table.rows), 'rows'],
      [seconds(table.lagSeconds), 'lag'],
      [`v${table.version}`, ''],
    ],
    progress: table.state === 'reading'
      ? {done: table.snapshotRows, of: Math.max(1, table.snapshotExpected, table.snapshotRows)} : undefined,
    problem: table.problem,
    sparkValue: table.rows,
  }));
}

function models(status) {
  return status.models.map(model => {
    const broken = Object.values(model.violations).reduce((sum, rows) => sum + rows, 0);
    return node('model', model.name, {
      state: model.failures ? `failed ${model.failures}×` : model.state,
      tone: TONES[model.state],
      facts: [
        [whole.format(model.rows), 'rows'],
        [seconds(model.behindSeconds), 'behind'],
        [`${small.format(model.seconds)} s`, 'a run'],
        ...model.reads.filter(read => read.startsWith('curated.')).map(read => [read.slice(8), 'is read']),
        ...(broken ? [[whole.format(broken), 'rows break an expectation']] : []),
        ...(model.quarantined ? [[whole.format(model.quarantined), 'in quarantine']] : []),
      ],
      problem: model.problem,
    });
  });
}

function edges(status) {
  const links = [];
  for (const table of status.tables) {
    links.push([`database/${table.database}`, `raw/${table.name}`, table.changesPerSecond > 0]);
    links.push([`raw/${table.name}`, `processed/${table.name}`, table.changesPerSecond > 0]);
  }
  for (const model of status.models) {
    for (const read of model.reads) {
      const [zone, name] = read.split(/\.(.*)/);
      const table = status.tables.find(candidate => candidate.name === name);
      links.push([`${zone === 'curated' ? 'model' : zone}/${name}`, `model/${model.name}`, table?.changesPerSecond > 0]);
    }
  }
  return links;
}

function drawEdges(links) {
  const svg = byId('edges');
  const origin = byId('map').getBoundingClientRect();
  const box = key => document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.getBoundingClientRect();
  svg.replaceChildren(...links.flatMap(([from, to, moving]) => {
    const a = box(from);
    const b = box(to);
    if (!a || !b || b.left <= a.right) return [];
    const [x1, y1, x2, y2] = [a.right, a.top + a.height / 2, b.left, b.top + b.height / 2];
    const middle = (x1 + x2) / 2 - origin.left;
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', `M${x1 - origin.left},${y1 - origin.top} C${middle},${y1 - origin.top} ${middle},${y2 - origin.top} ${x2 - origin.left},${y2 - origin.top}`);
    if (moving) path.setAttribute('class', 'moving');
    return [path];
  }));
}

function figures(status) {
  const sum = (list, key) => list.reduce((total, item) => total + item[key], 0);
  const lag = Math.max(0, ...status.databases.map(database => database.lagSeconds));
  const behind = Math.max(0, ...status.models.map(model => model.behindSeconds));
  const current = status.models.filter(model => model.state === 'current').length;
  const balanced = status.databases.map(database => database.balanced).filter(Boolean).join(', ');
  const shown = [
    ['changes', rate(sum(status.databases, 'changesPerSecond')), '/s'],
    ['rows', whole.format(sum(status.tables, 'rows')), `in ${status.tables.length} tables`],
    ['lag', seconds(lag), ''],
    ['models', `${current} of ${status.models.length}`, `${seconds(behind)} behind`],
    ['books', balanced ? 'balance' : 'not compared', balanced ? `at ${balanced}` : 'yet'],
  ];
  byId('figures').replaceChildren(...shown.map(([label, value, note]) => {
    const figure = element('div');
    const number = element('dd', '', `${value} `);
    number.append(element('small', '', note));
    figure.append(element('dt', '', label), number);
    return figure;
  }));
}

function banner(text) {
  byId('banner').hidden = !text;
  byId('banner').textContent = text;
}

function draw(status) {
  document.title = `${status.platform} · Lakeward`;
  byId('platform').textContent = status.platform;
  const up = (new Date(status.asOf) - new Date(status.since)) / 1000;
  byId('subtitle').textContent = `on ${status.target}, up ${seconds(up)}`;
  byId('asof').textContent = `As of ${new Date(status.asOf).toLocaleString()}. Rates over the last ten seconds.`;
  figures(status);
  byId('databases').replaceChildren(...databases(status));
  byId('raw').replaceChildren(...raw(status));
  byId('processed').replaceChildren(...processed(status));
  byId('models').replaceChildren(...models(status));
  drawEdges(edges(status));
  banner('');
}

async function ask() {
  try {
    const answer = await fetch('/api/status', {headers: {Authorization: `Bearer ${token}`}});
    const body = await answer.json();
    if (answer.ok) {
      draw(body);
    } else {
      banner(body.message);
    }
  } catch (e) {
    banner('Cannot reach the platform: it has stopped, or is starting anew. `lakeward up` prints the new address.');
  }
  setTimeout(ask, EVERY_MILLIS);
}

ask();
