// render-check.js PACKAGE FORMAT [HEADERS [KEYS]] <BODY: holds a rendering to somebody else's implementation, found through NODE_PATH. A fault is an exception.
const fs = require("fs"), crypto = require("crypto"), assert = require("assert");
const [name, format, file, keys] = process.argv.slice(2);
const body = fs.readFileSync(0);
const head = file && Object.fromEntries(fs.readFileSync(file, "utf8").trim().split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2)));

const checks = {
    // Verifies what is signed with a shared secret. The time is part of what is signed: it must be now.
    standardwebhooks() {
        const { Webhook } = require("standardwebhooks");
        assert.deepStrictEqual(new Webhook(keys).verify(body, head), JSON.parse(body));
    },
    // The same specification's signature by a key pair, verified by OpenSSL: whpk_ and base64 of the public key.
    ed25519() {
        const signed = Buffer.concat([Buffer.from(`${head["webhook-id"]}.${head["webhook-timestamp"]}.`), body]);
        const raw = Buffer.from(keys.replace("whpk_", ""), "base64");
        const key = crypto.createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
        const ours = head["webhook-signature"].split(" ").filter((part) => part.startsWith("v1a,"));
        assert(ours.some((part) => crypto.verify(null, signed, key, Buffer.from(part.slice(4), "base64"))));
    },
    // Its constructor holds the event to the specification's JSON schema; a receiver reads it from a request.
    cloudevents() {
        const { HTTP } = require("cloudevents");
        const event = HTTP.toEvent({ headers: { "content-type": "application/cloudevents+json; charset=utf-8" }, body: body.toString() });
        assert(event.validate() && event.id && event.data.machine);
    },
    // The schema's own server writes it as a JSON schema: KEYS names that file.
    ajv() {
        const schema = JSON.parse(fs.readFileSync(keys, "utf8"));
        const Ajv = require(/2020-12/.test(schema.$schema) ? "ajv/dist/2020" : "ajv");
        const ajv = new Ajv({ strict: false, validateFormats: false });
        assert(ajv.validate(schema, JSON.parse(body)), ajv.errorsText());
    },
    // What Microsoft's own reader says of the card. It shows it in a browser: here it only reads.
    adaptivecards() {
        global.document = global.window = undefined;
        const cards = require("adaptivecards/dist/adaptivecards.js");
        const context = new cards.SerializationContext(cards.Versions.v1_4), card = new cards.AdaptiveCard();
        const content = JSON.parse(body).attachments[0].content;
        card.parse(content, context);
        assert.deepStrictEqual(Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message), []);
        assert.strictEqual(card.getItemCount(), content.body.length);
    },
};
checks[name]();
