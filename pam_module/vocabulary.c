/* Words that stand on a clinic's wall calendar, doors, drug cupboard and badges, and so in its passwords. Pure: a
 * table. Words of everyday life are left out on purpose, however often they are used: a passphrase is made of them. */
#include "pam_module/vocabulary.h"

#include <stddef.h>

/* clang-format off */
const char *const vocabulary_words[] = {
    /* what people write when they are asked for a new password */
    "password", "passwort", "passwd", "pass", "welcome", "changeme", "letmein", "login", "logon", "admin", "secret", "temp",
    "temporary", "default", "computer", "windows", "newpass", "newpassword", "qwerty", "account", "access", "confide",
    /* the calendar */
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend",
    "spring", "summer", "autumn", "winter", "fall", "easter", "christmas", "xmas", "halloween", "holiday", "newyear",
    /* the house */
    "clinic", "clinical", "hospital", "surgery", "practice", "medical", "medicine", "medic", "medicare", "health", "healthcare",
    "healthcentre", "healthcenter", "care", "nhs", "trust", "ward", "reception", "frontdesk", "theatre", "pharmacy",
    "laboratory", "lab", "radiology", "xray", "imaging", "scan", "scanner", "ultrasound", "emergency", "casualty", "icu", "itu",
    "maternity", "labour", "delivery", "neonatal", "paediatrics", "pediatrics", "oncology", "cardiology", "neurology", "urology",
    "gynaecology", "gynecology", "obstetrics", "renal", "dialysis", "dermatology", "rheumatology", "gastro",
    "gastroenterology", "respiratory", "endocrine", "endocrinology", "ophthalmology", "orthopaedics", "orthopedics",
    "anaesthetics", "anesthesia", "geriatrics", "physio", "physiotherapy", "psychiatry", "psychology", "counselling", "mental",
    "community", "outpatient", "outpatients", "inpatient", "dental", "dentistry", "optometry", "audiology", "endoscopy",
    "pathology", "microbiology", "haematology", "hematology", "phlebotomy", "podiatry", "chiropody", "immunology", "triage",
    "infirmary", "hospice", "nursery", "department", "records", "rota", "shift", "nightshift", "handover", "treatment",
    /* the people */
    "nurse", "nurses", "nursing", "doctor", "doctors", "consultant", "registrar", "matron", "sister", "midwife", "midwives",
    "surgeon", "physician", "therapist", "pharmacist", "radiographer", "paramedic", "dentist", "optician", "hygienist",
    "locum", "student", "intern", "resident", "receptionist", "manager", "secretary", "staff", "team", "carer", "caretaker",
    "porter", "cleaner", "patient", "patients", "medstaff",
    /* the work */
    "appointment", "prescription", "vaccine", "vaccination", "covid", "flu", "influenza", "stethoscope", "syringe", "scalpel",
    "bandage", "scrubs", "bedside", "ambulance", "heart", "blood", "bloods", "bloodtest", "bloodpressure", "pulse", "ecg", "mri",
    "biopsy", "diabetes", "asthma", "cancer", "stroke", "diagnosis", "therapy",
    /* the cupboard */
    "aspirin", "paracetamol", "acetaminophen", "ibuprofen", "naproxen", "diclofenac", "codeine", "cocodamol", "morphine",
    "fentanyl", "tramadol", "oxycodone", "diazepam", "lorazepam", "midazolam", "zopiclone", "ketamine", "propofol", "naloxone",
    "adrenaline", "epinephrine", "insulin", "metformin", "gliclazide", "empagliflozin", "semaglutide", "ozempic", "amoxicillin",
    "penicillin", "flucloxacillin", "doxycycline", "azithromycin", "erythromycin", "clarithromycin", "trimethoprim",
    "nitrofurantoin", "ciprofloxacin", "metronidazole", "cefalexin", "gentamicin", "vancomycin", "aciclovir", "fluconazole",
    "antibiotic", "antibiotics", "omeprazole", "lansoprazole", "amlodipine", "bisoprolol", "atenolol", "propranolol", "ramipril",
    "lisinopril", "losartan", "candesartan", "furosemide", "bendroflumethiazide", "spironolactone", "simvastatin",
    "atorvastatin", "statin", "warfarin", "apixaban", "rivaroxaban", "clopidogrel", "heparin", "digoxin", "amiodarone",
    "salbutamol", "albuterol", "ventolin", "inhaler", "beclometasone", "prednisolone", "prednisone", "hydrocortisone",
    "dexamethasone", "steroid", "levothyroxine", "thyroxine", "estradiol", "sertraline", "citalopram", "fluoxetine", "prozac",
    "mirtazapine", "venlafaxine", "amitriptyline", "gabapentin", "pregabalin", "lamotrigine", "quetiapine", "olanzapine",
    "risperidone", "lithium", "methadone", "cetirizine", "loratadine", "allopurinol", "colchicine", "folicacid", "vitamin",
    "viagra", "botox", "methotrexate", "tamoxifen", "panadol", "nurofen", "calpol", "tylenol", "advil", "lipitor", "tablet",
    "tablets", "pill", "pills", "dose", NULL};

/* What is put between and after them so that a rule on digits and signs is met. */
const char *const vocabulary_trimmings[] = {
    "!", "?", ".", "-", "_", "@", "#", "*", "$", "&", "+", " ", "1", "!!", "!1", "1!", "@1", "#1", "!!!", "!@#",
    "01", "99", "00", "69", "77", "007", "123", "321", "1234", "12345", "2000", "2001", "2002", "2003", "2004",
    "2005", "2006", "2007", "2008", "2009", "2010", "2011", "2012", "2013", "2014", "2015", "2016", "2017", "2018",
    "2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027", "2028", "2029", "2030", "2031", "2032",
    "2033", "2034", "2035", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24",
    "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "35", NULL};
/* clang-format on */
