module domicile/bench/load

go 1.25.0
