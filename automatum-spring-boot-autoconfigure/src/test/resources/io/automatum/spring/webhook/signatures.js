// Writes signatures.txt, the digests that HmacSignatureVerifier and WebhookSigner are compared with:
//   node signatures.js > signatures.txt
// Every line: the secret; the signed time, - for none; the body in hexadecimal digits, - for none; the digest as
// OpenSSL's command gives it, in hexadecimal digits; the digest as Node gives it, in Base64.
const { createHmac } = require('crypto');
const { execFileSync } = require('child_process');

const event = { id: 'evt_1', type: 'entitlement.created', createdAt: '2026-11-26T10:00:00Z',
	data: { id: 'ent_1', customerId: 'cust_456', vendor: 'aws', status: 'active' } };
const names = 'Müller & Søn · Ελλάς · снег · 株式会社 · شركة · 🚀';
const bodies = [
	Buffer.alloc(0),
	Buffer.from(JSON.stringify(event)),
	Buffer.from(`{"type":"customer.updated","data":{"companyName":"${names}","note":"\\u2028"}}`),
	Buffer.from(JSON.stringify({ type: 'metering.submitted', data: { note: 'x'.repeat(300) } }).slice(0, 300)),
	Buffer.from([...Array(256).keys()]),
	Buffer.from('c0afff00eda080', 'hex')
];
const secrets = [
	'16-byte-secret-x',
	'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
	'пароль со снегом ❄',
	'a'.repeat(64),
	'longer than the 64 bytes of a block of SHA-256, so that its own digest becomes the key'
];

for (const secret of secrets) {
	for (const time of ['-', '1772366420']) {
		for (const body of bodies) {
			const signed = (time === '-') ? body : Buffer.concat([Buffer.from(`${time}.`), body]);
			const key = `hexkey:${Buffer.from(secret).toString('hex')}`;
			const openssl = execFileSync('openssl', ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', key], { input: signed })
				.toString().replace(/.*= */, '').trim();
			const node = createHmac('sha256', secret).update(signed).digest('base64');
			console.log([secret, time, body.toString('hex') || '-', openssl, node].join('\t'));
		}
	}
}
