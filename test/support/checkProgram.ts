// The program of test projects: its setting `program` names the case.
import * as pulumi from "@pulumi/pulumi";
import { cases } from "./checkCases";

const name = new pulumi.Config().require("program");
const program = cases[name];
if (program === undefined) throw new pulumi.RunError(`there is no case '${name}'`);
program();
