/*
 * Loaded into the test runner and into the processes of test files. What a test starts writes no coverage: podtail's bundle
 * cannot be traced back to `src`, and thousands of processes would each write some megabytes.
 */
if (process.env.NODE_TEST_CONTEXT !== undefined) delete process.env.NODE_V8_COVERAGE;
