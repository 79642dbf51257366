// A pack with one empty rule: the least that any pack costs.
"use strict";

const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("empty", {
  policies: [
    {
      name: "empty",
      description: "Allows everything.",
      enforcementLevel: "mandatory",
      validateResource: () => undefined,
    },
  ],
});
