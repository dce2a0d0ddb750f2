/** Names the skipped tests in the last lines of a run, and fails it with REQUIRE_ALL_TESTS=1, as CI does. */
export default class SkippedReporter {
  #skipped = [];

  onTestResult(_test, { testResults, testFilePath }) {
    for (const { status, fullName } of testResults) {
      if (status === 'pending') this.#skipped.push(`${testFilePath}: ${fullName}`);
    }
  }

  onRunComplete() {
    if (this.#skipped.length === 0) return;
    process.stderr.write(
      `\nskipped, for want of a program:\n${this.#skipped.map((name) => `  ${name}\n`).join('')}`,
    );
  }

  getLastError() {
    if (this.#skipped.length === 0 || process.env.REQUIRE_ALL_TESTS !== '1') return undefined;
    return new Error(`${this.#skipped.length} tests were skipped; install what they need`);
  }
}
