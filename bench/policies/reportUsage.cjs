// Loaded into the process of a policy pack. It answers the message "processor" with the microseconds of processor time
// that the process has taken, and "heap" with the bytes of JavaScript's heap that are in use once what is not has been
// collected.
"use strict";

const process = require("node:process");
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

const answers = {
  processor: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  heap: () => {
    setFlagsFromString("--expose-gc");
    runInNewContext("gc")();
    return process.memoryUsage().heapUsed;
  },
};

process.on("message", (question) => process.send(answers[question]()));
// The channel is no reason for the process to stay.
process.channel?.unref();
