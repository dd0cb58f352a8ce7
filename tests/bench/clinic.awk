# A dull clinic for benches that count events a second, not findings: on weekdays, half from 8 to 16 and half from 10 to 18 h, people look at patients of their own
# unit, one look in 500 at another's.
#   awk -v people=N -v events=N -v days=D -v seed=S -v ids=0|1 -v dir=DIR [-v monday=SECOND] -f clinic.awk      tables into DIR, events on standard output
# `monday`: the midnight (UTC) on which the first week begins, in seconds since 1970; else that of 5 January 2026.
# The n-th event's second: five days a week, 8 to 18 h.
function second_of(n,  day, part) { part = n * days / events; day = int(part); part -= day; return (int(day / 5) * 7 + day % 5) * 86400 + 28800 + part * 36000 }
function stamp(second) { return strftime("%Y-%m-%dT%H:%M:%S", monday + int(second), 1) sprintf(".%03dZ", rand() * 1000) }
BEGIN {
    srand(seed); if (!monday) monday = 1767571200
    split("receptionist physiotherapist nurse doctor podiatrist", roles, " "); split("read read read read read read read read update print", actions, " ")
    print "login,name,kind,role,unit" >(dir "/staff.csv")
    for (i = 1; i <= people; i++) printf "person.%d,Person Number %d,person,%s,Unit %d\n", i, i, roles[i % 5 + 1], i % 10 >(dir "/staff.csv")
    print "patient,from,to,unit" >(dir "/encounters.csv")
    for (i = 0; i < people * 50; i++) printf "NHS9%07d,2025-12-01,2028-01-01,Unit %d\n", i, i % 10 >(dir "/encounters.csv")
    close(dir "/staff.csv"); close(dir "/encounters.csv")
    for (n = 0; n < events; n++) {
        second = second_of(n); hour = second % 86400 / 3600
        do who = int(rand() * people) + 1; while (hour < 10 && who % 20 >= 10 || hour >= 16 && who % 20 < 10)
        patient = int(rand() * people * 5) * 10 + (rand() < 0.002 ? int(rand() * 10) : who % 10)
        printf "{"
        if (ids) printf "\"id\":\"%08x%08x%08x%08x\",", rand() * 2147483647, rand() * 2147483647, rand() * 2147483647, n
        printf "\"time\":\"%s\",\"kind\":\"access\",\"action\":\"%s\",\"login\":\"person.%d\",\"patient\":\"NHS9%07d\",\"object\":\"/srv/records/NHS9%07d/2026/letter-%05d.pdf\"," \
               "\"source\":\"ehr\",\"host\":\"ward-pc-%02d.clinic.example\",\"session\":\"c%d\",\"program\":\"/usr/bin/evince\",\"outcome\":\"ok\",\"purpose\":\"TREAT\"," \
               "\"bytes\":%d,\"count\":1,\"evidence\":\"audit-2026-%09d\"}\n",
               stamp(second), actions[n % 10 + 1], who, patient, patient, rand() * 99999, who % 30, n % 977, rand() * 999999, n
    }
}
