// Answers JSON lines: a page in, Readability's article out. See webassay/child.py for the form.
import { createInterface } from "node:readline";
import { Readability } from "@mozilla/readability";
import { JSDOM, VirtualConsole } from "jsdom";

const silent = new VirtualConsole(); // jsdom reports every style that it cannot parse

function extract({ html, url }) {
  // jsdom's default: no script of the page runs and nothing is fetched.
  const { window } = new JSDOM(html, { url, virtualConsole: silent });
  try {
    return new Readability(window.document).parse()?.content ?? "";
  } finally {
    window.close();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  let answer;
  try {
    answer = { html: extract(JSON.parse(line)) };
  } catch (error) {
    answer = { error: `${error.name}: ${error.message}` };
  }
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(JSON.stringify({ ...answer, cpu: (user + system) / 1e6 }) + "\n");
}
