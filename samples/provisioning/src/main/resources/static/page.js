'use strict';

const byId = (id) => document.getElementById(id);
const time = (instant) => new Date(instant).toLocaleTimeString();

// Everything that comes from outside is put in as text, never as HTML.
function element(name, text, className) {
	const result = document.createElement(name);
	result.textContent = text;
	result.className = className ?? '';
	return result;
}

function cell(...content) {
	const result = document.createElement('td');
	result.append(...content);
	return result;
}

function accountRow(account) {
	const state = account.closedAt ? 'closed' : 'open';
	return [cell(element('span', account.entitlementId, 'id')), cell(element('span', account.customerId, 'id')),
		cell(account.plan), cell(element('span', state, 'state ' + state))];
}

function arrivalRow(arrival) {
	return [cell(time(arrival.receivedAt)), cell(arrival.type), cell(element('span', arrival.eventId, 'id'))];
}

function deadLetterRow(dead) {
	const attempts = cell(dead.attempts);
	attempts.className = 'number';
	return [cell(dead.type || 'malformed', element('small', dead.id, 'id')), cell(dead.reason.split(/[.$]/).pop()),
		attempts, cell(time(dead.deadAt)), cell(byId('dead-letter-actions').content.cloneNode(true))];
}

// Rows stay as long as what they show does, so that none is exchanged under a click.
function fill(section, items, key, row) {
	const body = byId(section).querySelector('tbody');
	const known = new Map([...body.rows].map((existing) => [existing.dataset.shown, existing]));
	const rows = items.map((item) => {
		const shown = JSON.stringify(item);
		const existing = known.get(shown);
		if (existing) {
			return existing;
		}
		const created = document.createElement('tr');
		created.dataset.shown = shown;
		created.dataset.key = item[key];
		created.append(...row(item));
		return created;
	});
	if (rows.length !== body.rows.length || rows.some((each, index) => each !== body.rows[index])) {
		body.replaceChildren(...rows);
	}
	byId(section).querySelector('table').hidden = rows.length === 0;
	byId(section).querySelector('.empty').hidden = rows.length > 0;
}

function show(overview) {
	byId('received').textContent = overview.received;
	byId('waiting').textContent = overview.inbox.received;
	byId('claimed').textContent = overview.inbox.claimed;
	byId('retrying').textContent = overview.inbox.retrying;
	byId('dead').textContent = overview.inbox.dead;
	byId('dead').className = overview.inbox.dead > 0 ? 'alarm' : '';
	byId('add-plan').hidden = overview.plans.includes('enterprise');
	fill('accounts', overview.accounts, 'entitlementId', accountRow);
	fill('arrivals', overview.arrivals, 'eventId', arrivalRow);
	fill('dead-letters', overview.deadLetters, 'id', deadLetterRow);
}

function connection(state) {
	byId('connection').textContent = state;
	byId('connection').className = state;
}

async function refresh() {
	try {
		const response = await fetch('overview');
		if (!response.ok) {
			throw new Error(response.statusText);
		}
		show(await response.json());
		connection('live');
	}
	catch (error) {
		connection('lost');
	}
}

async function post(button, path, parameters) {
	button.disabled = true;
	try {
		await fetch(path + '?' + new URLSearchParams(parameters),
			{ method: 'POST', headers: { 'X-Requested-With': 'page' } });
		await refresh();
	}
	finally {
		button.disabled = false;
	}
}

byId('dead-letters').addEventListener('click', (event) => {
	const action = event.target.dataset.action;
	if (action) {
		post(event.target, action, { id: event.target.closest('tr').dataset.key });
	}
});
byId('add-plan').addEventListener('click', (event) => post(event.target, 'plans', { name: 'enterprise' }));

async function poll() {
	await refresh();
	setTimeout(poll, 1000);
}

poll();
