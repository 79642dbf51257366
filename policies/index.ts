import { PolicyPack } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";
import { approvalVariable, loadApproval } from "./approval/loadApproval";
import { packPolicies } from "./pack/policies";

const settings = new Config("domicile");
const result = loadApproval({
  file: process.env[approvalVariable],
  setting: (key) => settings.get(key.slice("domicile:".length)),
});

new PolicyPack("domicile", {
  policies: packPolicies({ result, backend: process.env["PULUMI_BACKEND_URL"] }),
});
